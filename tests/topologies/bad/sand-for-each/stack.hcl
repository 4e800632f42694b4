# One block makes seven functions that are the same but for their handler.
stack "sand-for-each" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

table "things" { key = { id = "S" } }

function "thing" { # expect topology/grain-of-sand
  for_each = toset(["a", "b", "c", "d", "e", "f", "g"])
  handler  = "app.${each.key}"
  access { read = [table.things] }
}

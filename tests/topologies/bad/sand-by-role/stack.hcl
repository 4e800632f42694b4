# Six small functions share one role of the stack.
stack "sand-by-role" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

table "things" { key = { id = "S" } }

role "things" {
  allow "read" {
    actions   = ["dynamodb:GetItem"]
    resources = [table.things]
  }
}

function "thing" { # expect topology/grain-of-sand
  count = 6
  role  = role.things
}

# The same rights in a statement of one's own.
stack "sand-by-statement" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

table "things" { key = { id = "S" } }

function "thing" { # expect topology/grain-of-sand
  count = 5
  access {
    allow = [{ actions = ["dynamodb:GetItem"], resources = [table.things.arn] }]
  }
}

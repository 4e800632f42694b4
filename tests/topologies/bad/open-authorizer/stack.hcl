# Whoever comes with any key at all makes the authorizer run.
stack "open-authorizer" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

function "keys" {}

function "notes" {}

api "notes" { # expect topology/denial-of-wallet
  authorize = "keys"

  authorizer "keys" {
    lambda = { function = function.keys }
  }

  route "GET /notes" { to = function.notes }
}

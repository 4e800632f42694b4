# Everybody may call the API as often as they like.
stack "open-api" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

function "hello" {}

api "hello" { # expect topology/denial-of-wallet
  route "GET /" { to = function.hello }
}

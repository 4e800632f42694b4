# The API answers 503 after half a minute, and the function goes on; its authorizer has ten seconds.
stack "api-gives-up" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

function "export" {
  timeout = "5m" # expect topology/pinball
}

function "keys" {
  timeout = "15s" # expect topology/pinball
  concurrency { reserved = 20 }
}

api "export" {
  authorizer "keys" {
    lambda = { function = function.keys }
  }

  route "GET /export" {
    to        = function.export
    authorize = "keys"
  }
}

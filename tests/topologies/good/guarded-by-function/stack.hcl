# A function decides who may come in; everybody can call it, and it limits itself.
stack "guarded-by-function" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

function "keys" {
  concurrency { reserved = 20 }
}

function "notes" {}

api "notes" {
  authorize = "keys"

  authorizer "keys" {
    lambda = { function = function.keys, ttl = "5m" }
  }

  route "GET /notes" { to = function.notes }
}

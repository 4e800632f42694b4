stack "shop" {}

function "orders" {
  code    = "src/v1"
  runtime = "python3.12"
  handler = "app.handler"
}

function "keys" {
  code    = "src/v1"
  runtime = "python3.12"
  handler = "app.handler"
}

api "shop" {
  authorize   = "users"
  access_logs = { retention = "30d" }

  authorizer "users" {
    jwt = { issuer = "https://login.shop.example", audience = ["shop"] }
  }
  authorizer "keys" {
    lambda = { function = function.keys, identity = ["$request.header.x-key"], ttl = "5m" }
  }

  route "GET /orders" {
    to       = function.orders
    scopes   = ["read"]
    throttle = { rate = 5, burst = 10 }
  }
  route "POST /orders" {
    to        = function.orders
    authorize = "keys"
  }
  route "GET /internal" {
    to        = function.orders
    authorize = "iam"
  }
  route "GET /health" {
    to        = function.orders
    authorize = "none"
  }
}

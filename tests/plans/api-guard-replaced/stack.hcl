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

  authorizer "users" {
    jwt = { issuer = "https://login.shop.example", audience = ["shop"] }
  }
  authorizer "keys" {
    jwt = { issuer = "https://keys.shop.example", audience = ["shop"] }
  }

  route "GET /orders" {
    to       = function.orders
    scopes   = ["read"]
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

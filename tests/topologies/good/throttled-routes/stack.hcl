# No throttle on the API, but on each of its open routes; the others want a token or a signature.
stack "throttled-routes" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

function "shop" {}

function "admin" {}

api "shop" {
  authorizer "users" {
    jwt = { issuer = "https://login.shop.example", audience = ["shop"] }
  }

  route "GET /products" {
    to       = function.shop
    throttle = { rate = 20, burst = 40 }
  }

  route "POST /orders" {
    to        = function.shop
    authorize = "users"
  }

  route "GET /admin" {
    to        = function.admin
    authorize = "iam"
  }
}

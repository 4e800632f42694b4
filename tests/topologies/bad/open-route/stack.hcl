# The API wants a token; one route does not, and nothing limits it.
stack "open-route" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

function "shop" {}

api "shop" { # expect topology/denial-of-wallet
  authorize = "users"

  authorizer "users" {
    jwt = { issuer = "https://login.shop.example", audience = ["shop"] }
  }

  route "GET /orders" { to = function.shop }

  route "GET /health" {
    to        = function.shop
    authorize = "none"
  }
}

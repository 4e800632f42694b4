stack "shop" {}

function "decide" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
}

api "shop" {
  cors      = { origins = ["*", "shop.example"], methods = ["FETCH"], credentials = true }
  authorize = "users"

  access_logs = { retention = "2d" }

  authorizer "iam" {
    jwt    = { issuer = "http://login.shop.example", audience = [] }
    lambda = { function = function.decide }
  }
  authorizer "old" {
    lambda = { function = function.decide, payload = "1.0", identity = ["header.word"] }
  }
  authorizer "kept" {
    lambda = { function = function.decide, identity = [], ttl = "5m" }
  }
  authorizer "far" {
    jwt = { issuer = "login.shop.example", audience = [] }
  }

  route "GET /" {
    to        = function.decide
    authorize = "user"
    scopes    = ["read"]
  }
}

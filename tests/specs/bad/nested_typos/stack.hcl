stack "shop" {
  tag = {}
}

function "orders" {
  code    = "../../code"
  runtime = "python3.12"
  handler = "app.handler"
  logs    = { retentoin = "30d", foramt = "json" }

  concurrency {
    reservd = 1
  }

  acces {
    read = []
  }
}

api "shop" {
  cors = { origin = ["https://shop.example"] }

  rout "GET /" { to = function.orders }

  route "GET /a" { too = function.orders }

  authorizer "users" {
    jwt = { issuer = "https://login.example", audiance = ["shop"] }
  }
}

stage "prod" {
  acount = "111122223333"
  regoin = "eu-west-1"
}

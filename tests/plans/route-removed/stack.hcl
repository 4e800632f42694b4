stack "shop" {}

function "orders" {
  code    = "src/v1"
  runtime = "python3.12"
  handler = "app.handler"
  memory  = 128
}

api "shop" {
  route "GET /orders" { to = function.orders }
}

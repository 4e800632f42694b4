stack "shop" {}

function "orders" {
  code    = "../../code"
  runtime = "python3.12"
  handler = "app.handler"
}

api "shop" {
  route "GET orders" { to = function.orders }
  route "FETCH /orders" { to = function.orders }
  route "GET /orders/{id}" { to = function.orders }
  route "GET /orders/{key}" { to = function.orders }
  route "GET /a" { to = function.orders.arn }
  route "GET /b" {}
  route { to = function.orders }
}

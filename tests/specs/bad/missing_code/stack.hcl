stack "shop" {}

function "orders" {
  code    = "dist/orders"
  runtime = "python3.12"
  handler = "app.handler"
}

stack "shop" {}

function "orders" {
  code    = "../../code"
  runtime = "python3.12"
  handler = "handler"
}

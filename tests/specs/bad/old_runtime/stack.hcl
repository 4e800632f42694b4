stack "shop" {}

function "orders" {
  code    = "../../code"
  runtime = "python3.7"
  handler = "app.handler"
}

function "new" {
  code    = "../../code"
  runtime = "python3.21"
  handler = "app.handler"
}

stack "shop" {}

trigger "queue" "jobs" {}

table "orders" {}

existing "secret" "stripe" {
  name = "stripe"
}

function "orders" {
  code    = "../../code"
  runtime = "python3.12"
  handler = "app.handler"
  secrets = { STRIPE = existing.secret.stripe }
  environment = { TABLE = table.orders.name, TOPIC = topic.news.arn }
  access {
    read = [table.orders]
  }
}

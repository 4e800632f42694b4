# One rule says where its events go, the other does not.
stack "one-of-two-triggers" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

bus "orders" {}

queue "dead" {}

function "ship" {} # expect topology/no-dead-letter

trigger "event" "paid" {
  bus        = bus.orders
  pattern    = { "detail-type" = ["OrderPaid"] }
  to         = function.ship
  on_failure = queue.dead
}

trigger "event" "gift" {
  bus     = bus.orders
  pattern = { "detail-type" = ["GiftChosen"] }
  to      = function.ship
}

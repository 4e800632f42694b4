# Two functions speak and listen on one bus, each of them to certain events.
stack "bus-by-type" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

bus "orders" {}

queue "dead" {}

function "pay" {
  on_failure = queue.dead
  access { put = [bus.orders] }
}

function "ship" {
  on_failure = queue.dead
  access { put = [bus.orders] }
}

trigger "event" "placed" {
  bus     = bus.orders
  pattern = { "detail-type" = ["OrderPlaced"] }
  to      = function.pay
}

trigger "event" "paid" {
  bus     = bus.orders
  pattern = { "detail-type" = ["OrderPaid"] }
  to      = function.ship
}

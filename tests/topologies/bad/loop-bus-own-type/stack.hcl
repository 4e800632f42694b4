# A function puts the very type of event that it listens to.
stack "loop-bus-own-type" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

bus "orders" {}

queue "dead" {}

# What it puts is in its code: not seen.
function "pay" { # expect topology/endless-loop
  on_failure  = queue.dead
  environment = { TYPE = "OrderPlaced" }
  access { put = [bus.orders] }
}

trigger "event" "placed" {
  bus     = bus.orders
  pattern = { "detail-type" = ["OrderPlaced"] }
  to      = function.pay
}

# A rule takes every event of the bus, also those of its own function.
stack "loop-bus" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

bus "orders" {}

queue "dead" {}

function "note" { # expect topology/endless-loop
  on_failure = queue.dead
  access { put = [bus.orders] }
}

trigger "event" "all" {
  bus     = bus.orders
  pattern = { source = [{ prefix = "" }] }
  to      = function.note
}

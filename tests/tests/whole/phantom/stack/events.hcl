# Event buses, rules and schedules.
bus "orders" {
  name        = "phantom-orders"
  description = "Orders"
  key         = "alias/phantom"
  tags        = { tier = "front" }

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "partner"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::111122223333:root" }
      Action    = "events:PutEvents"
      Resource  = "arn:aws:events:us-east-1:000000000000:event-bus/phantom-orders"
    }]
  })
}

bus "silent" {}

existing "bus" "default" {
  name = "default"
}

queue "clocked" {
  name = "phantom-events.fifo"
  fifo = true
}

trigger "event" "all" {
  bus         = bus.orders
  name        = "phantom-all"
  pattern     = { source = ["shop", { prefix = "local-" }], detail = { total = [{ numeric = [">", 10] }] } }
  to          = function.main
  retry       = { attempts = 3, age = "1h" }
  on_failure  = queue.dead
  enabled     = false
  description = "Everything."
  tags        = { tier = "front" }

  transform = {
    paths    = { id = "$.detail.id" }
    template = "{\"id\": <id>}"
  }
}

trigger "event" "constant" {
  bus     = existing.bus.default
  name    = "phantom-constant"
  pattern = { source = ["shop"] }
  to      = queue.jobs
  input   = { fixed = [1, "two"], deep = { yes = true } }
}

trigger "event" "part" {
  name       = "phantom-part"
  pattern    = { source = ["shop"] }
  to         = queue.clocked
  group      = "orders"
  input_path = "$.detail"
}

trigger "event" "onward" {
  bus     = bus.orders
  name    = "phantom-onward"
  pattern = { source = ["shop"] }
  to      = bus.silent
}

trigger "event" "told" {
  pattern = { source = ["shop"] }
  to      = topic.silent
}

function "putter" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"

  access { put = [bus.orders, existing.bus.default] }
}

trigger "schedule" "all" {
  to          = function.main
  name        = "phantom-all"
  cron        = "0 3 ? * MON-FRI *"
  timezone    = "Europe/Berlin"
  window      = "15m"
  start       = "2030-01-01T00:00:00Z"
  end         = "2040-01-01T00:00:00Z"
  input       = { kind = "nightly" }
  retry       = { attempts = 3, age = "1h" }
  on_failure  = queue.dead
  enabled     = false
  description = "Everything."
}

trigger "schedule" "rate" {
  to    = queue.clocked
  name  = "phantom-rate"
  rate  = "2h"
  group = "clock"
}

trigger "schedule" "once" {
  to   = topic.silent
  name = "phantom-once"
  at   = "2040-01-01T09:00:00"
}

trigger "schedule" "bus" {
  to    = bus.silent
  name  = "phantom-bus"
  rate  = "365d"
  event = { source = "clock", detail_type = "Tick" }
  input = { n = 1 }
}

# Orders come over HTTP and go on a bus; a rule puts them into a queue, from which a worker ships them in its own time. What can't
# be shipped is tried again and then set aside.
stack "orders" {
  tags = { team = "shop" }
}

api "shop" {
  throttle = { rate = 50, burst = 100 }

  route "POST /orders" { to = function.shop }
}

bus "orders" {
  description = "What happens to orders"
}

trigger "event" "placed" {
  bus        = bus.orders
  pattern    = { source = ["shop"], "detail-type" = ["OrderPlaced"] }
  to         = queue.shipping
  input_path = "$.detail"
  on_failure = queue.undelivered
}

queue "shipping" {
  visibility_timeout = "10s"
  dead_letter        = { queue = queue.unshippable, max_receive = 2 }
}

queue "unshippable" {
  retention = "14d"
}

queue "undelivered" {
  retention = "14d"
}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  timeout = "5s"
  logs    = { retention = "7d" }
}

function "shop" {
  handler     = "shop.handler"
  environment = { BUS = bus.orders.name }

  access { put = [bus.orders] }
}

function "worker" {
  handler = "worker.handler"
}

trigger "queue" "shipping" {
  queue           = queue.shipping
  to              = function.worker
  batch_size      = 5
  report_failures = true
}

output "url" {
  value       = api.shop.url
  description = "Post orders to /orders here."
}

output "unshippable" { value = queue.unshippable.url }

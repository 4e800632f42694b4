# A bus of orders: paid ones are shipped by a function, all of them are noted in a queue, and large ones go on to
# another bus.
stack "orders" {}

bus "orders" {
  description = "What happens to orders"
}

bus "finance" {}

queue "notes" {}

queue "large" {}

queue "dead" {}

function "shop" {
  code        = "src"
  runtime     = "python3.12"
  handler     = "shop.handler"
  environment = { BUS = bus.orders.name }
  logs        = { retention = "7d" }

  access { put = [bus.orders] }
}

function "shipping" {
  code    = "src"
  runtime = "python3.12"
  handler = "shipping.handler"
  logs    = { retention = "7d" }
}

trigger "event" "paid" {
  bus        = bus.orders
  pattern    = { source = ["shop"], detail = { state = ["paid"] } }
  to         = function.shipping
  retry      = { attempts = 5, age = "1h" }
  on_failure = queue.dead
}

trigger "event" "notes" {
  bus     = bus.orders
  pattern = { source = ["shop"] }
  to      = queue.notes

  transform = {
    paths    = { id = "$.detail.id", state = "$.detail.state" }
    template = "{\"text\": \"order <id> is <state>\"}"
  }
}

trigger "event" "large" {
  bus     = bus.orders
  pattern = { detail = { total = [{ numeric = [">=", 1000] }] } }
  to      = bus.finance
}

trigger "event" "review" {
  bus        = bus.finance
  pattern    = { source = ["shop"] }
  to         = queue.large
  input_path = "$.detail"
}

api "shop" {
  throttle = { rate = 20, burst = 40 }

  route "POST /orders" { to = function.shop }
}

output "url" {
  value       = api.shop.url
  description = "Post orders to /orders here."
}

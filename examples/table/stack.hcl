# Orders are kept in a table; whatever changes in it is told to a function that keeps count, customer by customer.
stack "orders" {
  tags = { team = "shop" }
}

table "orders" {
  key                    = { id = "S" }
  stream                 = "new_and_old_images"
  ttl                    = "expires"
  point_in_time_recovery = true

  index "by_customer" {
    key  = { customer = "S" }
    sort = { placed = "N" }
  }
}

table "totals" {
  key  = { customer = "S" }
  sort = { month = "S" }
}

queue "given_up" {
  retention = "14d"
}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  timeout = "10s"
  logs    = { retention = "7d" }
}

function "take" {
  handler     = "orders.take"
  environment = { ORDERS = table.orders.name }

  access {
    read  = [table.orders]
    write = [table.orders]
  }
}

function "count" {
  handler     = "totals.count"
  environment = { TOTALS = table.totals.name }

  access { write = [table.totals] }
}

# New orders alone; one that can't be counted is tried twice more, and then its place in the stream is noted.
trigger "table" "placed" {
  table           = table.orders
  to              = function.count
  filter          = [{ eventName = ["INSERT"] }]
  batch_size      = 10
  report_failures = true
  retries         = 2
  on_failure      = queue.given_up
}

output "orders" { value = table.orders.name }
output "totals" { value = table.totals.name }
output "given_up" { value = queue.given_up.url }

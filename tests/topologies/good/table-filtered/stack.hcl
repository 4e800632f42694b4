# A function writes back to the table, and takes new items only: what it changes does not call it.
stack "table-filtered" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

table "orders" {
  key    = { id = "S" }
  stream = "new_image"
}

queue "dead" {}

function "price" {
  access {
    read  = [table.orders]
    write = [table.orders]
  }
}

trigger "table" "new" {
  table      = table.orders
  to         = function.price
  filter     = [{ eventName = ["INSERT"] }]
  retries    = 3
  on_failure = queue.dead
}

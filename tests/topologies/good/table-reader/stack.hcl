# A function reads the very table whose changes call it: reading makes no change.
stack "table-reader" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

table "orders" {
  key    = { id = "S" }
  stream = "new_and_old_images"
}

queue "dead" {}

function "count" {
  access { read = [table.orders] }
}

trigger "table" "orders" {
  table      = table.orders
  to         = function.count
  retries    = 3
  on_failure = queue.dead
}

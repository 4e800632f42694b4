# A function changes the table whose changes call it.
stack "loop-table" {}

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

function "touch" { # expect topology/endless-loop
  access { write = [table.orders] }
}

trigger "table" "orders" {
  table      = table.orders
  to         = function.touch
  retries    = 3
  on_failure = queue.dead
}

# A record that fails holds up its shard for a day; of a table, records that were given up are lost.
stack "stream-stands-still" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

stream "clicks" {}

table "orders" {
  key    = { id = "S" }
  stream = "new_image"
}

function "count" {}

trigger "stream" "clicks" { # expect topology/no-dead-letter
  stream = stream.clicks
  to     = function.count
}

trigger "table" "orders" { # expect topology/no-dead-letter
  table   = table.orders
  to      = function.count
  retries = 2
}

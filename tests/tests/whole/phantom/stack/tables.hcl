# Tables, their indexes, and what follows them.
table "orders" {
  name                   = "phantom-orders"
  key                    = { id = "S" }
  sort                   = { placed = "N" }
  capacity               = { read = 5, write = 3 }
  stream                 = "new_image"
  ttl                    = "expires"
  point_in_time_recovery = true
  class                  = "infrequent_access"
  encryption             = { key = "arn:aws:kms:us-east-1:000000000000:key/1" }
  tags                   = { tier = "back" }

  index "by_customer" {
    key        = { customer = "S" }
    sort       = { placed = "N" }
    attributes = ["total"]
    capacity   = { read = 2, write = 2 }
  }
  index "by_total" {
    sort       = { total = "N" }
    projection = "keys_only"
  }
}

table "guarded" {
  key                 = { id = "B" }
  stream              = "keys_only"
  deletion_protection = true
}

table "told" {
  key    = { id = "S" }
  stream = "old_image"
}

existing "table" "archive" {
  name = "phantom-archive"
}

trigger "table" "placed" {
  table             = table.orders
  to                = function.follower
  starting_position = "latest"
  batch_size        = 7
  batch_window      = "5s"
  parallel          = 2
  retries           = 3
  max_age           = "1h"
  bisect            = true
  report_failures   = true
  filter            = [{ eventName = ["INSERT"] }]
  on_failure        = queue.plain
  enabled           = false
  tags              = { tier = "back" }
}

trigger "table" "silent" {
  table = table.guarded
  to    = function.follower
}

function "follower" {
  name    = "phantom-follower"
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"

  access {
    read  = [table.orders, existing.table.archive]
    write = [table.orders]
  }
}

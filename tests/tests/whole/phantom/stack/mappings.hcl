# What Lambda reads for functions.
queue "orders" {
  name               = "phantom-orders"
  visibility_timeout = "1m"
}

queue "unset" {
  name = "phantom-unset"
}

trigger "queue" "jobs" {
  queue           = queue.orders
  to              = function.reader
  batch_size      = 20
  batch_window    = "5s"
  filter          = [{ body = { kind = ["resize"] } }, { body = { kind = ["rotate"] } }]
  report_failures = true
  max_concurrency = 5
  enabled         = false
  tags            = { tier = "back" }
}

trigger "queue" "unset" {
  queue = queue.unset
  to    = function.reader
}

function "reader" {
  name    = "phantom-reader"
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
}

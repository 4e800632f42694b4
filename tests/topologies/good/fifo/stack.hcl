# Order is worth more than progress: a FIFO queue without a dead letter queue.
stack "fifo" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

queue "ledger" {
  fifo                  = true
  content_deduplication = true
}

function "book" {}

trigger "queue" "ledger" {
  queue = queue.ledger
  to    = function.book
}

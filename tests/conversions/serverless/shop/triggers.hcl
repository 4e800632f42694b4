trigger "url" "worker" {
  to   = function.worker
  auth = "iam"
}

trigger "queue" "worker" {
  queue           = queue.jobs
  to              = function.worker
  batch_size      = 5
  report_failures = true
  filter          = [{ body = { kind = ["resize"] } }]
}

trigger "schedule" "worker" {
  to      = function.worker
  rate    = "10m"
  enabled = false
  input   = { kind = "tidy" }
}

trigger "schedule" "worker_2" {
  to      = function.worker
  cron    = "0 3 * * ? *"
  enabled = false
  input   = { kind = "tidy" }
}

trigger "topic" "worker" {
  topic = topic.orders
  to    = function.worker
}

trigger "topic" "worker_2" {
  topic  = existing.topic.news
  to     = function.worker
  filter = { kind = ["order"] }
}

trigger "bucket" "worker" {
  bucket = bucket.shop_inbox
  to     = function.worker
  events = ["ObjectCreated:Put"]
  prefix = "in/"
  suffix = ".json"
}

trigger "table" "worker_2" {
  table             = table.orders
  to                = function.worker
  batch_size        = 10
  starting_position = "latest"
}

trigger "event" "worker_3" {
  to      = function.worker
  pattern = { source = ["shop"] }
  bus     = bus.shop_events
}

trigger "log" "worker" {
  log = "/aws/lambda/other"
  to  = function.worker
}

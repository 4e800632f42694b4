# Jobs go through queues to workers: one in any order, one in order, both with a place for what fails.
stack "worker" {}

queue "jobs" {
  visibility_timeout = "1m"
  dead_letter        = { queue = queue.dead, max_receive = 2 }
}

queue "dead" {}

queue "ordered" {
  fifo                  = true
  content_deduplication = true
  visibility_timeout    = "1m"
}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  timeout = "10s"
  logs    = { retention = "7d" }
}

function "resize" {
  handler = "worker.resize"
}

function "post" {
  handler = "worker.post"
}

# Only what it can do reaches it, and only the jobs that failed come back.
trigger "queue" "jobs" {
  queue           = queue.jobs
  to              = function.resize
  batch_size      = 5
  report_failures = true
  max_concurrency = 4
  filter          = [{ body = { kind = ["resize"] } }]
}

trigger "queue" "ordered" {
  queue = queue.ordered
  to    = function.post
}

output "jobs" { value = queue.jobs.url }
output "ordered" { value = queue.ordered.url }

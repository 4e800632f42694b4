# Requests that need no answer go straight to a queue or a bus: nothing runs while the caller waits.
stack "inbox" {}

queue "jobs" {
  visibility_timeout = "1m"
}

bus "events" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  timeout = "10s"
  logs    = { retention = "7d" }
}

function "work" {
  handler = "inbox.work"
}

function "hear" {
  handler = "inbox.hear"
}

trigger "queue" "jobs" {
  queue = queue.jobs
  to    = function.work
}

trigger "event" "events" {
  bus     = bus.events
  pattern = { source = ["inbox"], "detail-type" = ["POST /events"] }
  to      = function.hear
}

api "inbox" {
  throttle = { rate = 50, burst = 100 }

  route "POST /jobs" { to = queue.jobs }
  route "POST /events" { to = bus.events }
}

output "url" { value = api.inbox.url }

audit {
  waive "topology/no-dead-letter" {
    address = queue.jobs
    reason  = "kept short: the queue-worker example shows where jobs go that fail"
  }

  waive "topology/no-dead-letter" {
    address = function.hear
    reason  = "kept short: the async example shows where events go that fail"
  }
}

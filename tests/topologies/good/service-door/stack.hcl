# A route feeds a queue without a function in between, and is throttled.
stack "service-door" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

queue "jobs" { dead_letter = { queue = queue.dead } }

queue "dead" {}

function "work" {}

trigger "queue" "jobs" {
  queue = queue.jobs
  to    = function.work
}

api "inbox" {
  throttle = { rate = 10, burst = 20 }
  route "POST /jobs" { to = queue.jobs }
}

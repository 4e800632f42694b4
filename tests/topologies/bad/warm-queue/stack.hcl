# Kept warm for a queue.
stack "warm-queue" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

queue "jobs" { dead_letter = { queue = queue.dead } }

queue "dead" {}

function "work" {
  concurrency {
    provisioned = 5 # expect topology/idle-provisioned
  }
}

trigger "queue" "jobs" {
  queue = queue.jobs
  to    = function.work
}

# A worker sends to the queue that it reads, which is managed elsewhere.
stack "loop-existing-queue" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

existing "queue" "jobs" { name = "jobs" }

function "work" { # expect topology/endless-loop
  access { send = [existing.queue.jobs] }
}

trigger "queue" "jobs" {
  queue = existing.queue.jobs
  to    = function.work
}

# A worker sends to its own queue.
stack "loop-queue" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

queue "jobs" { dead_letter = { queue = queue.dead } }

queue "dead" {}

function "work" { # expect topology/endless-loop
  access { send = [queue.jobs] }
}

trigger "queue" "jobs" {
  queue = queue.jobs
  to    = function.work
}

# A queue without dead letters is read.
stack "queue-without-dead" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

queue "jobs" {} # expect topology/no-dead-letter

function "work" {}

trigger "queue" "jobs" {
  queue = queue.jobs
  to    = function.work
}

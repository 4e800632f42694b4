# The function has a queue for what fails, but that is for events: a queue needs its own.
stack "dead-letter-in-the-wrong-place" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

queue "jobs" {} # expect topology/no-dead-letter

queue "dead" {}

function "work" {
  on_failure = queue.dead
}

trigger "queue" "jobs" {
  queue = queue.jobs
  to    = function.work
}

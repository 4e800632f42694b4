# A worker sends follow-up work to its own queue, of a kind that its trigger does not take.
stack "queue-with-filter" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

queue "jobs" { dead_letter = { queue = queue.dead } }

queue "dead" {}

function "resize" {
  access { send = [queue.jobs] }
}

trigger "queue" "jobs" {
  queue  = queue.jobs
  to     = function.resize
  filter = [{ body = { kind = ["resize"] } }]
}

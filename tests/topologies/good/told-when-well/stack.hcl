# What a worker tells when it went well is told of events alone; its queue waits for the answer, so that nothing is told.
stack "told-when-well" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

queue "jobs" { dead_letter = { queue = queue.dead } }

queue "dead" {}

function "work" {
  on_success = queue.jobs
}

trigger "queue" "jobs" {
  queue = queue.jobs
  to    = function.work
}

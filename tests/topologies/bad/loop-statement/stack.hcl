# The right to send is in a statement of one's own, with a wildcard.
stack "loop-statement" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

queue "jobs" { dead_letter = { queue = queue.dead } }

queue "dead" {}

function "work" { # expect topology/endless-loop
  access {
    allow = [{ actions = ["sqs:Send*"], resources = [queue.jobs.arn] }]
  }
}

trigger "queue" "jobs" {
  queue = queue.jobs
  to    = function.work
}

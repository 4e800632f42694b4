# The right to send is in a statement, word by word; another one reads.
stack "loop-exact-statement" {}

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
    allow = [
      { actions = ["sqs:GetQueueAttributes"], resources = [queue.dead.arn] },
      { actions = ["sqs:SendMessage"], resources = [queue.jobs.arn] },
    ]
  }
}

trigger "queue" "jobs" {
  queue = queue.jobs
  to    = function.work
}

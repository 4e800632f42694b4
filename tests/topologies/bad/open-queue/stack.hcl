# Everybody may fill the queue.
stack "open-queue" {}

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

api "inbox" { # expect topology/denial-of-wallet
  route "POST /jobs" { to = queue.jobs }
}

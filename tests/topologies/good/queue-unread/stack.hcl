# A queue without dead letters that nobody of this stack reads.
stack "queue-unread" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

queue "handed_over" {}

function "hand_over" {
  access { send = [queue.handed_over] }
}

trigger "schedule" "hourly" {
  to         = function.hand_over
  rate       = "1h"
  on_failure = queue.dead
}

queue "dead" {}

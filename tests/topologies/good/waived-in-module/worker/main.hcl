queue "jobs" {}

function "work" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
  access { send = [queue.jobs] }
}

trigger "queue" "jobs" {
  queue = queue.jobs
  to    = function.work
}

audit {
  waive "topology/endless-loop" {
    address = function.work
    reason  = "each message is a page, and the last page sends none"
  }

  waive "topology/no-dead-letter" {
    address = "queue.jobs"
    reason  = "a page that can't be read is fetched again the next night"
  }
}

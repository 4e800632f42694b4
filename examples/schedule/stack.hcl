# A function on time: every day, and right away in a rhythm; a queue and a bus that are fed by the clock.
stack "clockwork" {}

function "report" {
  code    = "src"
  runtime = "python3.12"
  handler = "report.handler"
  logs    = { retention = "7d" }
}

queue "ticks" {}

queue "seen" {}

queue "dead" {}

bus "clock" {}

trigger "schedule" "nightly" {
  to         = function.report
  cron       = "0 3 * * ? *"
  timezone   = "Europe/Berlin"
  window     = "15m"
  input      = { kind = "nightly", at = "<aws.scheduler.scheduled-time>" }
  retry      = { attempts = 5, age = "1h" }
  on_failure = queue.dead
}

# A rate begins at once.
trigger "schedule" "often" {
  to    = function.report
  rate  = "1h"
  input = { kind = "hourly", at = "<aws.scheduler.scheduled-time>" }
}

trigger "schedule" "ticks" {
  to    = queue.ticks
  rate  = "1d"
  input = { tick = true }
}

trigger "schedule" "tell" {
  to    = bus.clock
  rate  = "1d"
  event = { source = "clockwork", detail_type = "Tick" }
  input = { tock = true }
}

trigger "event" "seen" {
  bus        = bus.clock
  pattern    = { source = ["clockwork"] }
  to         = queue.seen
  input_path = "$.detail"
}

audit {
  waive "topology/no-dead-letter" {
    address = function.report
    reason  = "the next report says what one that failed would have said"
  }
}

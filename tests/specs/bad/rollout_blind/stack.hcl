stack "s" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  rollout = rollout.careful
}

rollout "careful" {
  strategy = "canary"
  steps    = [{ weight = "10%", bake = "10m" }]
  quiet    = "canary"
}

function "page" {}

api "shop" {
  throttle = { rate = 50, burst = 100 }
  route "GET /" { to = function.page }
}

function "batches" { timeout = "10m" }

queue "jobs" {
  visibility_timeout = "1h"
  dead_letter        = { queue = queue.dead, max_receive = 5 }
}

queue "dead" {}

trigger "queue" "jobs" {
  queue           = queue.jobs
  to              = function.batches
  report_failures = true
}

function "nightly" {
  concurrency { reserved = 0 }
}

trigger "schedule" "nightly" {
  to         = function.nightly
  cron       = "0 3 * * ? *"
  on_failure = queue.dead
}

stream "clicks" {}

function "clicks" {}

trigger "stream" "clicks" {
  stream     = stream.clicks
  to         = function.clicks
  retries    = 3
  on_failure = queue.dead
}

# A nightly run fails three times, and nobody hears of it; another one has a place for it.
stack "schedule-dropped" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

queue "dead" {}

function "nightly" {} # expect topology/no-dead-letter

trigger "schedule" "nightly" {
  to   = function.nightly
  cron = "0 3 * * ? *"
}

function "weekly" {
  on_failure = queue.dead
}

trigger "schedule" "weekly" {
  to   = function.weekly
  rate = "7d"
}

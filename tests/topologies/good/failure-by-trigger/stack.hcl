# Where events go that failed is written where they arrive.
stack "failure-by-trigger" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

queue "dead" {}

topic "news" {}

function "report" {}

trigger "topic" "news" {
  topic = topic.news
  to    = function.report
}

trigger "function" "failed" {
  function = function.report
  on       = "failure"
  to       = queue.dead
}

# Somewhere it ends: what takes failures may fail.
function "nightly" {
  on_failure = function.note
}

function "note" {}

trigger "schedule" "nightly" {
  to   = function.nightly
  cron = "0 3 * * ? *"
}

trigger "event" "note" {
  pattern = { source = ["aws.health"] }
  to      = function.note
}

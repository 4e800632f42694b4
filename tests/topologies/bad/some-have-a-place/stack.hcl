# Two functions hear of the same news; one of them has a place for what it fails with.
stack "some-have-a-place" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

queue "dead" {}

topic "news" {}

function "report" {
  on_failure = queue.dead
}

trigger "topic" "report" {
  topic = topic.news
  to    = function.report
}

function "archive" {} # expect topology/no-dead-letter

trigger "topic" "archive" {
  topic = topic.news
  to    = function.archive
}

# A topic tells a function, and nothing takes what it fails with.
stack "topic-dropped" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

topic "news" {}

function "report" {} # expect topology/no-dead-letter

trigger "topic" "news" {
  topic = topic.news
  to    = function.report
}

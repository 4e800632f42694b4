# A topic that feeds a function and a queue, each with a filter of its own.
stack "newsroom" {}

topic "news" {
  display_name = "News"
}

queue "archive" {}

queue "dead" {}

function "report" {
  code    = "src"
  runtime = "python3.12"
  handler = "report.handler"
  logs    = { retention = "7d" }
}

function "editor" {
  code        = "src"
  runtime     = "python3.12"
  handler     = "editor.handler"
  environment = { TOPIC = topic.news.arn }
  logs        = { retention = "7d" }

  access { publish = [topic.news] }
}

trigger "topic" "report" {
  topic      = topic.news
  to         = function.report
  filter     = { kind = ["sports", "weather"] }
  on_failure = queue.dead
}

trigger "topic" "archive" {
  topic     = topic.news
  to        = queue.archive
  raw       = true
  filter_on = "body"
  filter    = { keep = [true] }
}

api "desk" {
  throttle = { rate = 20, burst = 40 }

  route "POST /news" { to = function.editor }
}

output "url" {
  value       = api.desk.url
  description = "Post news to /news here."
}

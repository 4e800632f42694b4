# The code catches what fails and sends it to a queue itself. No spec can say that: told wrongly.
stack "caught-in-code" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

queue "failed" {}

topic "news" {}

function "report" {
  environment = { FAILED = queue.failed.url }
  access { send = [queue.failed] }
}

trigger "topic" "news" {
  topic = topic.news
  to    = function.report
}

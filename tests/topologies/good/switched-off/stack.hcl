# The trigger that would close the circle is switched off.
stack "switched-off" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

topic "news" {}

function "report" {
  access { publish = [topic.news] }
}

trigger "topic" "news" {
  topic   = topic.news
  to      = function.report
  enabled = false
}

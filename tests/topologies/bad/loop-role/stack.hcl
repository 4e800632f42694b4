# The right to publish is in a role of one's own.
stack "loop-role" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

topic "news" {}

queue "dead" {}

role "press" {
  allow "publish" {
    actions   = ["sns:*"]
    resources = [topic.news]
  }
}

function "report" { # expect topology/endless-loop
  role       = role.press
  on_failure = queue.dead
}

trigger "topic" "news" {
  topic = topic.news
  to    = function.report
}

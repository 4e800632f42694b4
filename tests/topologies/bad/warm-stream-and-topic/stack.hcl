# Kept warm for a stream and a topic; the URL that would need it is switched off.
stack "warm-stream-and-topic" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

stream "clicks" {}

topic "news" {}

queue "dead" {}

function "count" {
  on_failure = queue.dead
  concurrency {
    provisioned = 3 # expect topology/idle-provisioned
  }
}

trigger "stream" "clicks" {
  stream     = stream.clicks
  to         = function.count
  retries    = 2
  on_failure = queue.dead
}

trigger "topic" "news" {
  topic = topic.news
  to    = function.count
}

trigger "url" "count" {
  to      = function.count
  auth    = "none"
  enabled = false
}

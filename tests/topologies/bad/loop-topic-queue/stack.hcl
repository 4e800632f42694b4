# From a topic into a queue, to a worker, and back to the topic.
stack "loop-topic-queue" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

topic "news" {}

queue "inbox" { dead_letter = { queue = queue.dead } }

queue "dead" {}

trigger "topic" "inbox" {
  topic = topic.news
  to    = queue.inbox
  raw   = true
}

trigger "queue" "inbox" {
  queue = queue.inbox
  to    = function.repeat
}

function "repeat" { # expect topology/endless-loop
  access { publish = [topic.news] }
}

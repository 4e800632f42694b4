stack "filters" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
}

function "f" {}

queue "jobs" {}

queue "ordered" { fifo = true }

topic "news" {}

topic "strict" { fifo = true }

trigger "queue" "many" {
  queue  = queue.jobs
  to     = function.f
  filter = [for n in range(11) : { body = { kind = ["k${n}"] } }]
}

trigger "queue" "some" {
  queue  = queue.ordered
  to     = function.f
  filter = [for n in range(6) : { body = { kind = ["k${n}"] } }]
}

stream "clicks" {}

trigger "stream" "long" {
  stream = stream.clicks
  to     = function.f
  filter = [{ data = { page = [for n in range(700) : "page-${n}"] } }]
}

trigger "event" "long" {
  pattern = { source = [for n in range(400) : "source-${n}"] }
  to      = function.f
}

trigger "event" "longer" {
  pattern = { source = [for n in range(200) : "source-${n}"] }
  to      = function.f
}

trigger "topic" "keys" {
  topic  = topic.news
  to     = function.f
  filter = { for n in range(6) : "key${n}" => ["x"] }
}

trigger "topic" "combinations" {
  topic     = topic.news
  to        = function.f
  filter_on = "body"
  filter    = { a = { b = [for n in range(20) : "v${n}"] }, c = [for n in range(8) : "v${n}"] }
}

trigger "topic" "function" {
  topic = topic.strict
  to    = function.f
}

trigger "topic" "queue" {
  topic = topic.news
  to    = queue.ordered
}

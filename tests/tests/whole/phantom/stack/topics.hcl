# Topics and their subscriptions.
topic "news" {
  name         = "phantom-news"
  display_name = "News"
  key          = "alias/phantom"
  tags         = { tier = "front" }

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::000000000000:root" }
      Action    = ["sns:Publish"]
      Resource  = "*"
    }]
  })
}

topic "ordered" {
  name                  = "phantom-ordered.fifo"
  fifo                  = true
  content_deduplication = true
}

topic "silent" {}

existing "topic" "alarms" {
  name = "alarms"
}

trigger "topic" "news" {
  topic      = topic.news
  to         = function.main
  filter     = { kind = ["sports", { prefix = "local-" }] }
  filter_on  = "body"
  on_failure = queue.dead
}

trigger "topic" "raw" {
  topic = topic.news
  to    = queue.jobs
  raw   = true
}

trigger "topic" "silent" {
  topic = topic.silent
  to    = function.silent
}

function "publisher" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"

  access { publish = [topic.news, existing.topic.alarms] }
}

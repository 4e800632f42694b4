# Clicks go into a Kinesis stream; a function counts them, page by page, in the order in which they came.
stack "clicks" {}

stream "clicks" {
  shards    = 2
  retention = "48h"
}

queue "given_up" {
  retention = "14d"
}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  timeout = "10s"
  logs    = { retention = "7d" }
}

function "click" {
  handler     = "clicks.click"
  environment = { CLICKS = stream.clicks.name }

  access { put = [stream.clicks] }
}

function "count" {
  handler = "clicks.count"
}

# A batch that fails is cut in two until the bad record stands alone; after two more tries its place is noted.
trigger "stream" "clicks" {
  stream     = stream.clicks
  to         = function.count
  batch_size = 10
  bisect     = true
  retries    = 2
  on_failure = queue.given_up
}

output "given_up" { value = queue.given_up.url }

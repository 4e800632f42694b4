# S3 tells the bus of objects below one prefix alone, and the function writes beside it.
stack "bucket-through-bus" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

bucket "texts" { event_bridge = true }

queue "dead" {}

function "count" {
  on_failure = queue.dead
  access { write = [bucket.texts] }
}

trigger "event" "incoming" {
  pattern = {
    source        = ["aws.s3"]
    "detail-type" = ["Object Created"]
    detail        = { bucket = { name = [bucket.texts.name] }, object = { key = [{ prefix = "incoming/" }] } }
  }
  to = function.count
}

# The rule hears of another bucket than the one that its function writes to.
bucket "other" { event_bridge = true }

function "copy" {
  on_failure = queue.dead
  access { write = [bucket.other] }
}

trigger "event" "texts" {
  pattern = {
    source        = ["aws.s3"]
    "detail-type" = ["Object Created"]
    detail        = { bucket = { name = [bucket.texts.name] } }
  }
  to = function.copy
}

# S3 tells the bus of every object of the bucket that the function writes to.
stack "loop-bucket-bus" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

bucket "texts" { event_bridge = true }

queue "dead" {}

function "count" { # expect topology/endless-loop
  on_failure = queue.dead
  access { write = [bucket.texts] }
}

trigger "event" "texts" {
  pattern = {
    source        = ["aws.s3"]
    "detail-type" = ["Object Created"]
    detail        = { bucket = { name = [bucket.texts.name] } }
  }
  to = function.count
}

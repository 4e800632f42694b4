# One bucket, two folders: only what comes in calls the function.
stack "bucket-by-prefix" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

bucket "texts" {}

queue "dead" {}

function "count" {
  on_failure = queue.dead

  access {
    read  = [bucket.texts]
    write = [bucket.texts]
  }
}

trigger "bucket" "incoming" {
  bucket = bucket.texts
  to     = function.count
  prefix = "incoming/"
}

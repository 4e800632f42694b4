# A function writes objects and hears of deletions; the one that deletes hears of what is new.
stack "bucket-other-event" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

bucket "texts" {}

queue "dead" {}

function "restore" {
  on_failure = queue.dead
  access { write = [bucket.texts] }
}

trigger "bucket" "gone" {
  bucket = bucket.texts
  to     = function.restore
  events = ["ObjectRemoved:*"]
}

bucket "scratch" {}

function "sweep" {
  on_failure = queue.dead
  access { delete = [bucket.scratch] }
}

trigger "bucket" "scratch" {
  bucket = bucket.scratch
  to     = function.sweep
}

# Texts that are put into a bucket are counted: each one wakes a function, which writes what it found beside it.
stack "texts" {
  tags = { team = "library" }
}

bucket "texts" {
  versioning   = true
  event_bridge = true
  lifecycle = [
    { prefix = "counted/", expire = "30d", expire_old_versions = "7d" },
    { abort_uploads = "3d" },
  ]
  cors = [{ origins = ["https://library.example"], methods = ["GET", "PUT"], max_age = "5m" }]
}

function "count" {
  code        = "src/count"
  runtime     = "python3.12"
  handler     = "count.handler"
  timeout     = "20s"
  environment = { COUNTED = "counted/" }

  access {
    read  = [bucket.texts]
    write = [bucket.texts]
  }
}

# Only what is put under `incoming/`: a function that woke itself would never come to an end.
trigger "bucket" "incoming" {
  bucket = bucket.texts
  to     = function.count
  prefix = "incoming/"
  suffix = ".txt"
}

# What is deleted leaves a note in a queue.
queue "gone" {
  retention = "14d"
}

trigger "bucket" "deletions" {
  bucket = bucket.texts
  to     = queue.gone
  events = ["ObjectRemoved:*"]
}

output "bucket" {
  value = bucket.texts.name
}

output "gone" {
  value = queue.gone.url
}

audit {
  waive "topology/no-dead-letter" {
    address = function.count
    reason  = "a text that can't be counted stays in the bucket, and can be put in once more"
  }
}

# A thumbnail is put into another bucket than the picture.
stack "bucket-to-bucket" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

bucket "pictures" {}

bucket "thumbnails" {}

queue "dead" {}

function "shrink" {
  on_failure = queue.dead

  access {
    read  = [bucket.pictures]
    write = [bucket.thumbnails]
  }
}

trigger "bucket" "pictures" {
  bucket = bucket.pictures
  to     = function.shrink
}

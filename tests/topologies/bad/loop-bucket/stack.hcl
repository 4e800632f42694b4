# Thumbnails are put beside the pictures, and are pictures.
stack "loop-bucket" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

bucket "pictures" {}

queue "dead" {}

function "shrink" { # expect topology/endless-loop
  on_failure = queue.dead

  access {
    read  = [bucket.pictures]
    write = [bucket.pictures]
  }
}

trigger "bucket" "pictures" {
  bucket = bucket.pictures
  to     = function.shrink
}

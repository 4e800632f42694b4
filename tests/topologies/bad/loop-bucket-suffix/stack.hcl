# A thumbnail of a `.jpg` is a `.jpg` again.
stack "loop-bucket-suffix" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

bucket "pictures" {}

queue "dead" {}

# Whether what it writes ends like that is in its code: not seen.
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
  suffix = ".jpg"
}

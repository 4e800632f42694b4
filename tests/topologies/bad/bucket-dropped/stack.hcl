# Objects that the function fails with are never looked at again.
stack "bucket-dropped" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

bucket "texts" {}

function "count" { # expect topology/no-dead-letter
  access { read = [bucket.texts] }
}

trigger "bucket" "texts" {
  bucket = bucket.texts
  to     = function.count
}

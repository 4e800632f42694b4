# Records that fail are given up and noted, and the reader puts what it makes into another stream.
stack "stream-that-gives-up" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

stream "clicks" {}

stream "pages" {}

queue "given_up" {}

function "gather" {
  access { put = [stream.pages] }
}

trigger "stream" "clicks" {
  stream     = stream.clicks
  to         = function.gather
  retries    = 2
  bisect     = true
  on_failure = queue.given_up
}

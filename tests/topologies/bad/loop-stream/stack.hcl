# Records are put back into the stream from which they were read.
stack "loop-stream" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

stream "clicks" {}

queue "given_up" {}

function "mend" { # expect topology/endless-loop
  access { put = [stream.clicks] }
}

trigger "stream" "clicks" {
  stream     = stream.clicks
  to         = function.mend
  retries    = 2
  on_failure = queue.given_up
}

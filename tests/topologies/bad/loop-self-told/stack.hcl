# A function is told of its own events that went well.
stack "loop-self-told" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

queue "dead" {}

function "again" { # expect topology/endless-loop!
  on_success = function.again
  on_failure = queue.dead
}

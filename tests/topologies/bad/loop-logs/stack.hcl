# Each of two functions is called by the whole log of the other.
stack "loop-logs" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

queue "dead" {}

function "a" { # expect topology/endless-loop!
  on_failure = queue.dead
}

function "b" {
  on_failure = queue.dead
}

trigger "log" "a" {
  log = function.a
  to  = function.b
}

trigger "log" "b" {
  log = function.b
  to  = function.a
}

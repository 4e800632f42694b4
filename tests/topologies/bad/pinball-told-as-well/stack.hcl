# A chain whose last function also hears of events: what becomes of those says nothing of the chain.
stack "pinball-told-as-well" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

queue "dead" {}

function "front" { # expect topology/pinball
  access { invoke = [function.middle] }
}

function "middle" {
  access { invoke = [function.back] }
}

function "back" {
  on_failure = queue.dead
}

trigger "schedule" "back" {
  to   = function.back
  rate = "1h"
}

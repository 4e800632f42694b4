# Three functions wait for each other.
stack "pinball" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

function "front" { # expect topology/pinball
  timeout = "20s"
  access { invoke = [function.middle] }
}

function "middle" {
  timeout = "10s"
  access { invoke = [function.back] }
}

function "back" {
  timeout = "5s"
}

api "front" {
  throttle = { rate = 50, burst = 100 }
  route "GET /" { to = function.front }
}

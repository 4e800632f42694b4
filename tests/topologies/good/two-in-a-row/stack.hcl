# One function waits for another, which is given less time than its caller.
stack "two-in-a-row" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

function "front" {
  timeout = "15s"
  access { invoke = [function.back] }
}

function "back" {
  timeout = "5s"
}

api "front" {
  throttle = { rate = 50, burst = 100 }
  route "GET /" { to = function.front }
}

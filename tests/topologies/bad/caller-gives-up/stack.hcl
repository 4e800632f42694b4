# The caller waits ten seconds for what may take a minute.
stack "caller-gives-up" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

function "front" {
  access { invoke = [function.report] }
}

function "report" {
  timeout = "1m" # expect topology/pinball
}

api "front" {
  throttle = { rate = 50, burst = 100 }
  route "GET /" { to = function.front }
}

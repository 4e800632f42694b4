# A function calls its own API, whose address it knows from its environment.
stack "loop-by-url" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

# Whether it calls that address or shows it is in its code: not seen.
function "front" { # expect topology/endless-loop
  environment = { SELF = api.front.url }
}

api "front" {
  throttle = { rate = 50, burst = 100 }
  route "GET /" { to = function.front }
}

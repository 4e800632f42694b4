# The log of a function calls another one for errors; that one's own log calls the first for its errors: both patterns pick.
stack "log-with-pattern" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

queue "dead" {}

function "shop" {
  on_failure = queue.dead
}

function "alert" {
  on_failure = queue.dead
}

trigger "log" "shop" {
  log     = function.shop
  to      = function.alert
  pattern = "ERROR"
}

trigger "log" "alert" {
  log     = function.alert
  to      = function.shop
  pattern = "?FATAL"
}

stack "doors" {}

function "a" {
  code       = "src"
  runtime    = "python3.12"
  handler    = "app.handler"
  on_failure = queue.failed
}

function "b" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
}

queue "failed" {}

trigger "url" "first" {
  to   = function.a
  cors = { origins = ["https://shop.example"], methods = ["OPTIONS"], max_age = -1 }
}

trigger "url" "second" { to = function.a }

trigger "url" "resting" {
  to      = function.a
  enabled = false
}

trigger "log" "first" {
  log = function.a
  to  = function.a
}

trigger "log" "second" {
  log = function.a
  to  = function.b
}

trigger "log" "third" {
  log = function.a
  to  = function.b
}

trigger "function" "failed" {
  function = function.a
  on       = "failure"
  to       = function.b
}

trigger "function" "again" {
  function = function.b
  to       = function.b
}

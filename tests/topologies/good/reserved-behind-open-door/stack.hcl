# An open URL and an open API without throttle, in front of functions that limit themselves.
stack "reserved-behind-open-door" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

function "hello" {
  concurrency { reserved = 5 }
}

function "hook" {
  concurrency { reserved = 10 }
}

trigger "url" "hello" {
  to   = function.hello
  auth = "none"
}

trigger "url" "signed" { to = function.inside }

function "inside" {}

api "hooks" {
  route "POST /hook" { to = function.hook }
}

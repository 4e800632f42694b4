# Kept warm behind an API, behind a URL, as an authorizer, and for a function that may wait.
stack "warm-for-people" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

function "front" {
  concurrency {
    reserved    = 50
    provisioned = 5
  }
  access { invoke = [function.back] }
}

function "back" {
  concurrency { provisioned = 5 }
}

function "keys" {
  concurrency {
    reserved    = 50
    provisioned = 2
  }
}

function "page" {
  on_failure = queue.dead
  concurrency {
    reserved    = 10
    provisioned = 1
  }
}

queue "dead" {}

# A schedule besides: somebody waits all the same.
trigger "schedule" "page" {
  to   = function.page
  rate = "5m"
}

trigger "url" "page" {
  to   = function.page
  auth = "none"
}

api "front" {
  authorizer "keys" {
    lambda = { function = function.keys }
  }

  route "GET /" {
    to        = function.front
    authorize = "keys"
  }
}

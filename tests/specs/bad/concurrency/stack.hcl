stack "concurrency" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
}

function "more_than_reserved" {
  concurrency {
    reserved    = 5
    provisioned = 6
  }
}

function "no_headroom" {
  concurrency {
    reserved    = 9
    provisioned = 5
  }
}

function "called_too_often" {
  concurrency { reserved = 10 }
}

queue "a" {}

queue "b" {}

trigger "queue" "a" {
  queue           = queue.a
  to              = function.called_too_often
  max_concurrency = 6
}

trigger "queue" "b" {
  queue           = queue.b
  to              = function.called_too_often
  max_concurrency = 5
}

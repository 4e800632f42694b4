# An event that went well is told to a topic which calls the same function: nothing else is needed.
stack "loop-sure" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

topic "done" {}

queue "dead" {}

function "finish" { # expect topology/endless-loop!
  on_success = topic.done
  on_failure = queue.dead
}

trigger "topic" "done" {
  topic = topic.done
  to    = function.finish
}

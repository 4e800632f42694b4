# Four functions in a row with queues in between: none of them waits.
stack "queues-between" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

queue "a" { dead_letter = { queue = queue.dead } }

queue "b" { dead_letter = { queue = queue.dead } }

queue "dead" {}

function "one" {
  access { send = [queue.a] }
}

function "two" {
  access { send = [queue.b] }
}

function "three" {
  access { invoke = [function.four] }
}

function "four" {}

trigger "queue" "a" {
  queue = queue.a
  to    = function.two
}

trigger "queue" "b" {
  queue = queue.b
  to    = function.three
}

# Two functions pass work to and fro over two queues.
stack "loop-of-two" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

queue "ping" { dead_letter = { queue = queue.dead } }

queue "pong" { dead_letter = { queue = queue.dead } }

queue "dead" {}

function "a" { # expect topology/endless-loop
  access { send = [queue.pong] }
}

function "b" {
  access { send = [queue.ping] }
}

trigger "queue" "ping" {
  queue = queue.ping
  to    = function.a
}

trigger "queue" "pong" {
  queue = queue.pong
  to    = function.b
}

# Two workers, each with a queue of its own that it feeds; the second queue keeps what fails for ever.
stack "two-loops" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

queue "a" { dead_letter = { queue = queue.dead } }

queue "b" {} # expect topology/no-dead-letter

queue "dead" {}

function "a" { # expect topology/endless-loop
  access { send = [queue.a] }
}

function "b" { # expect topology/endless-loop
  access { send = [queue.b] }
}

trigger "queue" "a" {
  queue = queue.a
  to    = function.a
}

trigger "queue" "b" {
  queue = queue.b
  to    = function.b
}

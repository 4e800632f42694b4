# What failed is looked at by a function that sends it back by hand: it ends somewhere, and nothing fails behind it.
stack "redrive" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

queue "jobs" { dead_letter = { queue = queue.dead, max_receive = 3 } }

queue "dead" { retention = "14d" }

function "work" {}

trigger "queue" "jobs" {
  queue = queue.jobs
  to    = function.work
}

# Reads the dead letter queue and tells people.
function "look" {
  access { publish = [topic.people] }
}

topic "people" {}

trigger "queue" "dead" {
  queue = queue.dead
  to    = function.look
}

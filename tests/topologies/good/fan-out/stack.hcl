# One topic, three listeners, none of which speaks to it.
stack "fan-out" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

topic "orders" {}

queue "mails" { dead_letter = { queue = queue.dead } }

queue "dead" {}

function "take" {
  access { publish = [topic.orders] }
}

function "ship" {
  on_failure = queue.dead
}

function "bill" {
  on_failure = queue.dead
}

function "mail" {}

trigger "topic" "ship" {
  topic = topic.orders
  to    = function.ship
}

trigger "topic" "bill" {
  topic = topic.orders
  to    = function.bill
}

trigger "topic" "mails" {
  topic = topic.orders
  to    = queue.mails
}

trigger "queue" "mails" {
  queue = queue.mails
  to    = function.mail
}

api "shop" {
  throttle = { rate = 50, burst = 100 }
  route "POST /orders" { to = function.take }
}

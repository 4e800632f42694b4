# A door without a limit, a loop behind it, and events that are dropped.
stack "everything" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

topic "orders" {}

function "take" {
  access { publish = [topic.orders] }
}

function "again" { # expect topology/endless-loop topology/no-dead-letter
  access { publish = [topic.orders] }
}

trigger "topic" "again" {
  topic = topic.orders
  to    = function.again
}

api "shop" { # expect topology/denial-of-wallet
  route "POST /orders" { to = function.take }
}

stack "shop" {}

rollout "careful" {
  strategy       = "blue_green"
  bake           = "5m"
  max_error_rate = "1%"
  smoke          = { http = "GET /orders", expect = { status = 200 } }
}

queue "jobs" {
}

queue "dead" {
}

function "orders" {
  code    = "src/v2"
  runtime = "python3.12"
  handler = "app.handler"
  memory  = 128
  rollout = rollout.careful
  access {
    send = [queue.jobs, queue.dead]
  }
}

api "shop" {
  route "GET /orders" { to = function.orders }
}

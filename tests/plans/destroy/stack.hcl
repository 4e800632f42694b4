stack "shop" {}

rollout "careful" {
  strategy       = "blue_green"
  bake           = "5m"
  max_error_rate = "1%"
  smoke          = { http = "GET /orders", expect = { status = 200 } }
}

queue "jobs" {
}

function "orders" {
  code    = "src/v1"
  runtime = "python3.12"
  handler = "app.handler"
  memory  = 128
  rollout = rollout.careful
  environment = { JOBS = queue.jobs.url }
  access {
    send = [queue.jobs]
  }
}

api "shop" {
  route "GET /orders" { to = function.orders }
  route "POST /orders" { to = function.orders }
}

output "url" { value = api.shop.url }

stack "shop" {}

function "orders" {
  code    = "../../code"
  runtime = "python3.12"
  handler = "app.handler"
  memory  = "512MB"
  timeout = 30000
  storage = "1 GB"
  logs    = { retention = "1 month" }
}

queue "jobs" {
  visibility_timeout = "30 seconds"
  retention          = "2 weeks"
  delay              = "-5s"
}

rollout "careful" {
  max_error_rate = 5
}

rollout "worse" {
  max_error_rate = "five percent"
}

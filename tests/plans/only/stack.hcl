stack "shop" {}

queue "jobs" {
  delay = 5
}

queue "dead" {
  delay = 5
}

function "orders" {
  code    = "src/v1"
  runtime = "python3.12"
  handler = "app.handler"
  memory  = 128
  environment = { JOBS = queue.jobs.url }
}

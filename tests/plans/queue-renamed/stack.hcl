stack "shop" {}

queue "dead" {
}

queue "jobs" {
  name = "work"
  dead_letter = { queue = queue.dead }
}

function "orders" {
  code    = "src/v1"
  runtime = "python3.12"
  handler = "app.handler"
  memory  = 128
  environment = { JOBS = queue.jobs.url }
}

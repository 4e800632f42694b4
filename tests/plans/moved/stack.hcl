stack "shop" {}

queue "dead" {}

queue "work" {
  dead_letter = { queue = queue.dead }
}

function "worker" {
  code    = "src/v1"
  runtime = "python3.12"
  handler = "app.handler"
  environment = { JOBS = queue.work.url }
  access { send = [queue.work] }
}

trigger "queue" "work" {
  queue = queue.work
  to    = function.worker
}

moved {
  from = queue.jobs
  to   = queue.work
}

moved {
  from = function.old
  to   = function.worker
}

moved {
  from = trigger.queue.jobs
  to   = trigger.queue.work
}

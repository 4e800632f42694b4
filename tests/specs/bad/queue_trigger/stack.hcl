stack "shop" {}

function "worker" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "2m"
}

queue "jobs" {
  visibility_timeout = "1m"
}

queue "ordered" {
  fifo               = true
  visibility_timeout = "3m"
}

queue "many" {
  visibility_timeout = "3m"
}

trigger "queue" "jobs" {
  queue = queue.jobs
  to    = function.worker
}

trigger "queue" "ordered" {
  queue        = queue.ordered
  to           = function.worker
  batch_window = "5s"
}

trigger "queue" "many" {
  queue      = queue.many
  to         = function.worker
  batch_size = 100
}

trigger "queue" "many" {
  queue           = queue.many
  to              = function.worker
  max_concurrency = 1
}

trigger "qeue" "typo" {
  queue = queue.many
  to    = function.worker
}

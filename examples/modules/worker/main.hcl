# A function that reads a queue of its own, and a place for what fails.
variable "handler" {
  type        = string
  description = "Where the function begins, in worker.py."
}

variable "memory" {
  type     = number
  default  = 128
  nullable = false
  validation {
    condition = var.memory <= 1024
    error     = "a worker has at most 1,024 MB"
  }
}

queue "jobs" {
  visibility_timeout = "1m"
  dead_letter        = { queue = queue.dead, max_receive = 2 }
}

queue "dead" {}

function "run" {
  code    = "${path.module}/src"
  runtime = "python3.12"
  handler = var.handler
  memory  = var.memory
  timeout = "10s"
  logs    = { retention = "7d" }

  precondition {
    condition = startswith(var.handler, "worker.")
    error     = "a worker's code is in worker.py"
  }
}

trigger "queue" "jobs" {
  queue = queue.jobs
  to    = function.run
}

output "jobs" { value = queue.jobs.url }

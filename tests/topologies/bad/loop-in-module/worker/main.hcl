variable "next" {}

queue "jobs" {} # expect topology/no-dead-letter

function "work" { # expect topology/endless-loop
  code        = "src"
  runtime     = "python3.12"
  handler     = "app.handler"
  timeout     = "10s"
  environment = { NEXT = var.next }

  access {
    allow = [{ actions = ["sqs:SendMessage"], resources = [var.next] }]
  }
}

trigger "queue" "jobs" {
  queue = queue.jobs
  to    = function.work
}

output "queue" { value = queue.jobs.arn }

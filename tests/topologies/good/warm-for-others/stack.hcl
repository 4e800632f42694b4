# Kept warm without any trigger of this stack: its ARN is given to others, who wait.
stack "warm-for-others" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

function "prices" {
  concurrency { provisioned = 5 }
}

function "taxes" {
  concurrency { provisioned = 5 }
}

queue "jobs" { dead_letter = { queue = queue.dead } }

queue "dead" {}

trigger "queue" "jobs" {
  queue = queue.jobs
  to    = function.taxes
}

output "taxes" { value = function.taxes.arn }

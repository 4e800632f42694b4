stack "orders" {}

variable "stage" {
  type    = string
  default = "dev"

  validation {
    condition = contains(["dev", "prod"], var.stage)
    error     = "stage is one of: dev, prod"
  }
}

variable "payment_key" {
  type      = string
  sensitive = true
}

locals { is_prod = var.stage == "prod" }

defaults "function" {
  runtime     = "python3.12"
  memory      = 256
  timeout     = "20s"
  environment = { STAGE = var.stage }
}

function "create_order" {
  code    = "input/src/create"
  handler = "app.handler"
  environment = {
    TABLE       = table.orders.name
    QUEUE       = queue.jobs.url
    PAYMENT_KEY = var.payment_key
    LEVEL       = local.is_prod ? "warn" : "debug"
  }
  rollout = rollout.bake_5m

  access {
    read  = [table.orders]
    write = [table.orders]
    send  = [queue.jobs]
    allow = [
      {
        actions   = ["ses:SendEmail"]
        resources = ["arn:aws:ses:${stack.region}:${stack.account}:identity/*"]
      },
    ]
  }
}

function "worker" {
  code       = "placeholders/worker"
  handler    = "app.handler"
  on_failure = queue.dead

  concurrency { reserved = 5 }
}

api "rest" {
  route "POST /orders" { to = function.create_order }
}

trigger "queue" "jobs" {
  queue           = queue.jobs
  to              = function.worker
  batch_size      = 5
  report_failures = true
}

trigger "schedule" "nightly" {
  to    = function.worker
  cron  = "0 3 * * ? *"
  input = { kind = "nightly" }
}

queue "jobs" {
  name               = "${stack.name}-${stack.stage}-jobs"
  visibility_timeout = "2m"
  dead_letter        = { queue = queue.dead, max_receive = 3 }
}

queue "dead" {}

table "orders" { key = { id = "S" } }

rollout "bake_5m" {
  strategy       = "blue_green"
  bake           = "5m"
  max_error_rate = "1%"
}

output "url" {
  value       = "${api.rest.url}/orders/"
  description = "Address"
}

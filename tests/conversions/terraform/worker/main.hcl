stack "worker" { region = "eu-west-1" }

variable "api_token" {
  type      = string
  sensitive = true
}

function "worker" {
  code         = "input/code"
  name         = "shop-worker"
  runtime      = "nodejs22.x"
  handler      = "index.handler"
  timeout      = "1m"
  tags         = { team = "shop" }
  architecture = "arm64"
  tracing      = true
  environment = {
    QUEUE     = queue.jobs.url
    TABLE     = table.orders.name
    API_TOKEN = var.api_token
    LEVEL     = "info"
  }
  logs       = { retention = "30d" }
  on_failure = queue.dead
  role       = role.worker
  async      = { retries = 1, max_age = "1h" }

  concurrency { provisioned = 2 }
}

trigger "bucket" "inbox_0" {
  bucket = bucket.inbox_0
  to     = queue.jobs
  events = ["ObjectCreated:*"]
  prefix = "in/"
}

trigger "queue" "jobs" {
  queue           = queue.jobs
  to              = function.worker
  batch_size      = 5
  max_concurrency = 4
  report_failures = true
  filter          = [{ body = { kind = ["resize"] } }]
}

trigger "schedule" "nightly" {
  to    = function.worker
  cron  = "0 3 * * ? *"
  input = { kind = "nightly" }
}

queue "jobs" {
  name               = "shop-jobs"
  visibility_timeout = "6m"
  max_message_size   = 262144
  dead_letter        = { queue = queue.dead, max_receive = 3 }
}

queue "dead" {
  name             = "shop-dead"
  retention        = "14d"
  max_message_size = 262144
}

table "orders" {
  name                   = "shop-orders"
  key                    = { id = "S" }
  ttl                    = "until"
  point_in_time_recovery = true

  index "by_customer" { key = { customer = "S" } }
}

bucket "inbox_0" {
  name       = "shop-inbox-1"
  versioning = true
}

role "worker" {
  name = "shop-worker"

  allow "put" {
    actions   = ["s3:PutObject"]
    resources = ["${bucket.inbox_0.arn}/*"]
  }

  allow "jobs" {
    actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
    resources = [queue.jobs.arn]
  }

  allow "jobs_2" {
    actions   = ["dynamodb:*"]
    resources = [table.orders.arn, "${table.orders.arn}/index/*"]
  }
}

alarm "errors" {
  name       = "shop-errors"
  metric     = "Errors"
  namespace  = "AWS/Lambda"
  periods    = 2
  missing    = "ok"
  dimensions = { FunctionName = function.worker.name }
  at_least   = 1
}

output "queue" { value = queue.jobs.url }

# Every attribute that a spec can set, at a value that is not its default; and one of everything that sets nothing.
stack "phantom" {
  tags   = { team = "checkout" }
  region = "us-east-1"
}

stage "test" {
  account              = "000000000000"
  permissions_boundary = "arn:aws:iam::aws:policy/PowerUserAccess"
  ttl                  = "72h"
  data                 = "disposable"
}

variable "token" {
  type      = string
  default   = "hunter2"
  sensitive = true
}

function "main" {
  name         = "phantom-main"
  code         = "src"
  runtime      = "python3.12"
  handler      = "app.handler"
  architecture = "arm64"
  memory       = 256
  timeout      = "10s"
  storage      = 1024
  description  = "Sets everything."
  environment  = { MODE = "fast", JOBS = queue.jobs.url, TOKEN = var.token }
  role         = role.worker
  logs         = { retention = "30d", format = "json", level = "WARN", system_level = "DEBUG" }
  rollout      = rollout.careful
  tags         = { tier = "front" }

  concurrency {
    reserved    = 5
    provisioned = 2
  }
}

function "derived" {
  name    = "phantom-derived"
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"

  access {
    send    = [queue.jobs, existing.queue.archive]
    receive = [queue.dead]
    invoke  = [function.main]
    allow = [{
      actions    = ["s3:PutObject", "s3:AbortMultipartUpload"]
      resources  = ["arn:aws:s3:::exports/*", queue.dead]
      conditions = { StringEquals = { "aws:PrincipalOrgID" = ["o-abc"] }, Bool = { "aws:SecureTransport" = true } }
    }]
  }
}

function "silent" {
  name    = "phantom-silent"
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
}

role "worker" {
  name        = "phantom-worker"
  services    = ["lambda.amazonaws.com", "scheduler.amazonaws.com"]
  managed     = ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]
  description = "Runs main."
  max_session = "2h"
  tags        = { tier = "front" }

  allow "export" {
    actions    = ["s3:PutObject", "s3:AbortMultipartUpload"]
    resources  = ["arn:aws:s3:::exports/*"]
    conditions = { StringEquals = { "aws:PrincipalOrgID" = ["o-abc"] } }
  }
}

role "silent" {}

api "shop" {
  name        = "phantom-shop"
  description = "Sets everything."
  cors = {
    origins     = ["https://shop.example", "https://admin.example"]
    methods     = ["POST", "GET"]
    headers     = ["x-shop", "authorization"]
    expose      = ["x-total"]
    max_age     = "5m"
    credentials = true
  }
  throttle         = { rate = 200, burst = 400 }
  authorize        = "simple"
  scopes           = ["read"]
  access_logs      = { retention = "30d", format = "$context.requestId $context.status" }
  detailed_metrics = true
  tags             = { tier = "front" }

  authorizer "users" {
    jwt = { issuer = "https://login.shop.example", audience = ["shop", "admin"], identity = "$request.header.token" }
  }
  authorizer "others" {
    jwt = { issuer = "https://login.shop.example", audience = ["others"] }
  }
  authorizer "keys" {
    lambda = { function = function.silent, identity = ["$request.header.x-key"], ttl = "5m", payload = "1.0", answer = "policy" }
  }
  authorizer "simple" {
    lambda = { function = function.silent }
  }

  route "GET /orders/{id}" {
    to        = function.main
    authorize = "users"
    scopes    = ["write", "admin"]
    throttle  = { rate = 5, burst = 10 }
  }
  route "$default" { to = function.derived }
}

api "silent" {
  route "GET /" { to = function.silent }
}

queue "jobs" {
  name               = "phantom-jobs"
  visibility_timeout = "3m"
  retention          = "14d"
  delay              = "15s"
  receive_wait       = "20s"
  max_message_size   = 2048
  dead_letter        = { queue = queue.dead, max_receive = 7 }
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::000000000000:root" }
      Action    = ["sqs:SendMessage"]
      Resource  = "*"
    }]
  })
  tags = { tier = "back" }
}

queue "ordered" {
  name                  = "phantom-ordered.fifo"
  fifo                  = true
  content_deduplication = true
}

queue "dead" {
  name = "phantom-dead"
}

existing "queue" "archive" {
  name = "archive"
}

rollout "careful" {
  strategy       = "blue_green"
  bake           = "1s"
  smoke          = { event = { ping = true }, expect = { contains = "pong" } }
  max_error_rate = "0.5%"
}

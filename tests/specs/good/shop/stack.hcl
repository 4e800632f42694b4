stack "shop" {
  tags = { team = "checkout" }
}

stage "prod" {
  account = "222222222222"
  region  = "eu-west-1"
  ledger  = "s3://acme-cutover-prod"
  protect = true
  vars    = { log_level = "warn" }
}

stage "dev" {
  account = "111111111111"
  region  = "eu-west-1"
}

stage "pr-*" {
  account = "111111111111"
  region  = "eu-west-1"
  ttl     = "72h"
  data    = "disposable"
}

variable "log_level" {
  type    = string
  default = "info"
  validation {
    condition = contains(["debug", "info", "warn"], var.log_level)
    error     = "log_level is debug, info or warn"
  }
}

build "api" {
  command = ["node", "build.mjs"]
  inputs  = ["src/**", "build.mjs", "package-lock.json"]
  output  = "dist"
}

defaults "function" {
  runtime      = "nodejs22.x"
  handler      = "index.handler"
  architecture = "arm64"
  memory       = 256
  timeout      = "10s"
  environment  = { STAGE = stack.stage, LOG_LEVEL = var.log_level, TABLE = table.orders.name }
  logs         = { retention = "30d", format = "json" }
  rollout      = stack.stage == "prod" ? rollout.careful : null
}

function "create_order" {
  code        = "${build.api.output}/create_order"
  memory      = 512
  environment = { PAY_URL = "https://pay.example", LOG_LEVEL = null }
  secrets     = { STRIPE = existing.secret.stripe }

  access {
    read  = [table.orders]
    write = [table.orders]
    send  = [queue.jobs]
    allow = [{ actions = ["ses:SendEmail"], resources = ["arn:aws:ses:eu-west-1:222222222222:identity/shop.example"] }]
  }

  concurrency {
    reserved    = 100
    provisioned = 5
    autoscale   = { min = 5, max = 50, target = "70%" }
    schedule "weekday_morning" {
      cron     = "0 7 ? * MON-FRI *"
      timezone = "Europe/Berlin"
      min      = 20
      max      = 50
    }
  }
}

function "worker" {
  code       = "src/worker"
  runtime    = "python3.12"
  handler    = "app.handler"
  timeout    = "30s"
  on_failure = queue.dead
  rollout    = null
  access { write = [table.orders] }
}

function "list_orders" {
  code = "${build.api.output}/list_orders"
  access { read = [table.orders] }
}

api "shop" {
  cors      = { origins = ["https://shop.example"], methods = ["GET", "POST"] }
  throttle  = { rate = 200, burst = 400 }
  authorize = "users"

  authorizer "users" {
    jwt = { issuer = "https://login.shop.example", audience = ["shop"] }
  }

  route "GET /orders" { to = function.list_orders }
  route "POST /orders" { to = function.create_order }
}

trigger "queue" "jobs" {
  queue           = queue.jobs
  to              = function.worker
  batch_size      = 10
  max_concurrency = 20
  filter          = [{ body = { kind = ["resize"] } }]
}

trigger "schedule" "nightly" {
  to         = function.worker
  cron       = "0 3 * * ? *"
  timezone   = "Europe/Berlin"
  input      = { kind = "nightly" }
  enabled    = stack.stage != "dev"
  on_failure = queue.dead
}

table "orders" {
  key    = { id = "S" }
  stream = "new_and_old_images"
  index "by_customer" { key = { customer = "S" } }
}

queue "jobs" {
  visibility_timeout = "3m"
  dead_letter        = { queue = queue.dead, max_receive = 5 }
}

queue "dead" {}

existing "secret" "stripe" { name = "stripe/${stack.stage}" }

rollout "careful" {
  strategy = "canary"
  steps    = [{ weight = "5%", bake = "5m" }, { weight = "25%", bake = "10m" }, { weight = "50%", bake = "10m" }]
  group    = "api"
  quiet    = "blue_green"
  smoke    = { http = "GET /orders", expect = { status = 200 } }
  hold     = { timeout = "4h", then = "abort" }

  judge {
    alpha           = 0.05
    min_invocations = 200
    margin          = "1%"
    limits          = { error_rate = "20%", duration_p99 = "800ms" }
    signal "http_5xx" {
      source  = "logs"
      pattern = "{ $.status >= 500 }"
    }
  }
}

role "reporting" {
  managed = ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]
  allow "export" {
    actions    = ["s3:PutObject"]
    resources  = ["arn:aws:s3:::exports/*"]
    conditions = { StringEquals = { "aws:PrincipalOrgID" = ["o-abc"] } }
  }
}

output "url" {
  value   = api.shop.url
  publish = true
}

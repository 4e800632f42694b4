defaults "function" {
  runtime      = "python3.12"
  handler      = "app.handler"
  code         = "src"
  architecture = "arm64"
  timeout      = "10s"
  environment  = { STAGE = stack.stage, LOG_LEVEL = var.log_level, REGION = stack.region }
  logs         = { retention = "30d", format = "json" }
  rollout      = local.is_prod ? rollout.careful : null
  tags         = { kind = "function", owner = "shop" }

  access {
    send = [queue.dead]
  }
}

function "create_order" {
  memory = var.sizes.memory
  environment = {
    QUEUE     = queue.jobs.url
    PORT      = 8080
    TOKEN     = var.token
    LOG_LEVEL = null
    POLICY    = jsonencode({ queue = queue.jobs.arn, limits = local.data.limits })
    TIMEOUT   = queue.jobs.visibility_timeout
    ACCOUNT   = stack.account
    BUILD     = env("BUILD")
  }
  tags = { owner = null, prefix = local.prefix }
  role = existing.role.deployer

  access {
    send   = [queue.jobs, queue.regional["eu"]]
    invoke = [function.worker]
    allow = [{
      actions   = ["ses:SendEmail"]
      resources = ["arn:aws:ses:eu-west-1:222222222222:identity/shop.example", queue.dead]
    }]
  }

  concurrency {
    reserved    = 100
    provisioned = 5
  }
}

function "worker" {
  code       = "dist"
  runtime    = "nodejs22.x"
  handler    = "index.handler"
  timeout    = 30
  rollout    = null
  depends_on = [queue.regional, role.reporting]
}

rollout "careful" {
  strategy       = "blue_green"
  bake           = "10m"
  smoke          = { http = "GET /orders", expect = { status = 200 } }
  max_error_rate = "0.5%"
}

role "reporting" {
  managed = ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]
  allow "export" {
    actions    = ["s3:PutObject", "s3:AbortMultipartUpload"]
    resources  = ["arn:aws:s3:::exports/*"]
    conditions = { StringEquals = { "aws:PrincipalOrgID" = ["o-abc"] } }
  }
}

existing "role" "deployer" {
  name = "deployer-${stack.stage}"
}

audit {
  waive "topology/pinball" {
    address = function.worker
    reason  = "create_order hands work over and does not wait"
    until   = "2026-${local.is_prod ? 12 : 10}-31"
  }

  waive "topology/no-dead-letter" {
    address = queue.regional
    reason  = "told twice, for two sorts of addresses"
  }

  waive "topology/no-dead-letter" {
    address = "queue.regional[\"eu\"]"
    reason  = "by its address"
  }
}

function "search" {
  code         = "input/search"
  runtime      = "nodejs22.x"
  handler      = "index.handler"
  layers       = [layer.shared.arn]
  architecture = "arm64"
  environment = {
    ENDPOINT        = var.endpoint
    SEARCH_PASSWORD = var.search_password
    SIGNER          = var.signer
  }

  concurrency { provisioned = 2 }

  access {
    read  = [bucket.pictures, existing.secret.search_ab_cd_ef, table.index]
    list  = [bucket.pictures]
    write = [table.index]
  }
}

function "thumbnails" {
  code       = "input/thumbnails"
  runtime    = "python3.12"
  handler    = "app.handler"
  memory     = local.sizes["dev"]["memory"]
  timeout    = "1m"
  vpc        = { subnets = var.subnets, security_groups = ["sg-0123456789abcdef0"] }
  async      = { retries = 1 }
  on_failure = queue.failed
}

function "report" {
  code    = "code/report"
  runtime = "python3.12"
  handler = "index.handler"
  role    = role.report
  logs    = { retention = "30d" }
}

function "picture" {
  image   = var.picture_image
  command = ["app.handler"]
}

layer "shared" {
  runtimes = ["nodejs22.x"]
  code     = "input/shared"
}

role "report" {
  managed = ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]

  allow "metrics" {
    actions    = ["cloudwatch:GetMetricData"]
    resources  = ["*"]
    conditions = { StringEquals = { "aws:RequestedRegion" = stack.region } }
  }
}

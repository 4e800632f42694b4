stack "packages" {}

function "both" {
  code    = "src"
  image   = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop:latest"
  runtime = "python3.12"
  handler = "app.handler"
}

function "neither" {}

function "bare" { code = "src" }

function "tagged" {
  image   = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop:latest"
  runtime = "python3.12"
}

function "snapped" {
  code       = "src"
  runtime    = "nodejs22.x"
  handler    = "app.handler"
  snap_start = true
  storage    = 1024
  concurrency { provisioned = 2 }
}

function "secretive" {
  code              = "src"
  runtime           = "python3.12"
  handler           = "app.handler"
  environment       = { STRIPE_ARN = "x" }
  secrets           = { STRIPE = existing.secret.stripe, "a-b" = existing.secret.stripe }
}

function "extended" {
  code              = "src"
  runtime           = "python3.12"
  handler           = "app.handler"
  secrets_extension = true
}

existing "secret" "stripe" { name = "stripe" }

existing "subnets" "none" {}

existing "key" "odd" { id = "1" }

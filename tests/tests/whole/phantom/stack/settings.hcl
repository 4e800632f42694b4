# What a function is made of, where it runs and what it may know.
function "traced" {
  name       = "phantom-traced"
  code       = "src"
  runtime    = "python3.12"
  handler    = "app.handler"
  tracing    = true
  layers     = [layer.shared]
  snap_start = true
  key        = existing.key.vault
  secrets    = { STRIPE = existing.secret.stripe, LIMIT = existing.parameter.limit }

  secrets_extension = true

  vpc = {
    subnets         = existing.subnets.private
    security_groups = [existing.security_group.open, "sg-2"]
  }

  access {
    read    = [existing.secret.stripe]
    encrypt = [existing.key.vault]
    decrypt = [existing.key.vault]
  }
}

layer "shared" {
  name          = "phantom-shared"
  code          = "src"
  description   = "Sets everything."
  runtimes      = ["python3.12", "python3.13"]
  architectures = ["x86_64"]
  license       = "MIT"
}

layer "silent" { code = "src" }

function "boxed" {
  name        = "phantom-boxed"
  image       = "000000000000.dkr.ecr.us-east-1.amazonaws.com/shop@sha256:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a"
  entry_point = ["/bin/sh", "-c"]
  command     = ["serve"]
  workdir     = "/srv"
}

existing "key" "vault" { arn = "arn:aws:kms:us-east-1:000000000000:key/0a0a0a0a-1111-2222-3333-444444444444" }

existing "secret" "stripe" {
  name = "stripe/test"
  key  = existing.key.vault
}

existing "parameter" "limit" { name = "/shop/limit" }

existing "subnets" "private" { ids = ["subnet-1", "subnet-2"] }

existing "security_group" "open" { id = "sg-1" }

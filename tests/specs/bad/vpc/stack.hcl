stack "vpc" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
}

function "too_wide" {
  vpc = {
    subnets         = [for n in range(17) : "subnet-${n}"]
    security_groups = [for n in range(6) : "sg-${n}"]
  }
}

function "nowhere" {
  vpc = { subnets = [], security_groups = ["default"] }
}

existing "subnets" "all" { ids = [for n in range(17) : "subnet-${n}"] }

function "by_reference" {
  vpc = { subnets = existing.subnets.all, security_groups = ["sg-1"] }
}

stack "shop" {}

existing "queue" "jobs" {
  name = "jobs"
  tags = { team = "checkout" }
}

existing "role" "deployer" {
  tags = { team = "checkout" }
}

existing "layer" "tools" {
  arn = "arn:aws:lambda:eu-west-1:111122223333:layer:tools"
}

existing "api" "shop" {
  name = "shop"
}

existing "alarm" "busy" {}

existing "vpc" "main" {
  tags = { name = queue.made.arn }
}

existing "parameter" "flags" {
  name = "/shop/flags"
}

queue "made" {}

output "flags" { value = jsondecode(existing.parameter.flags.value).on }

output "odd" { value = existing.queue.jobs.value }

output "worse" { value = existing.vpc.main.arn }

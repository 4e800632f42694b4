stack "shop" { region = "eu-west-1" }

variable "stripe" {
  type      = string
  sensitive = true
}

variable "release" {
  type    = string
  default = "none"
}

locals { custom_levels = { dev = "debug", prod = "warn" } }

defaults "function" {
  memory  = 256
  tracing = true
  environment = {
    TABLE      = table.orders.name
    LEVEL      = try(local.custom_levels[stack.stage], local.custom_levels["dev"])
    STRIPE_KEY = var.stripe
    RELEASE    = var.release
  }
  logs = { retention = "14d" }

  access {
    read = [table.orders]
    send = [queue.jobs]
  }
}

existing "topic" "news" { arn = "arn:aws:sns:eu-west-1:111111111111:news" }

output "queue" { value = queue.jobs.url }

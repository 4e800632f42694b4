# Everything that the language can say, decoded in one snapshot.
stack "shop" {
  tags   = { team = "checkout" }
  region = "eu-central-1"
}

stage "prod" {
  account              = "222222222222"
  region               = "eu-west-1"
  assume_role          = "arn:aws:iam::222222222222:role/deploy"
  ledger               = "s3://acme-cutover-prod"
  protect              = true
  permissions_boundary = "arn:aws:iam::222222222222:policy/bounds"
  vars                 = { log_level = "warn" }
}

stage "dev" {
  account = "111111111111"
}

stage "pr-*" {
  account = "111111111111"
  ttl     = "72h"
  data    = "disposable"
}

variable "log_level" {
  type        = string
  default     = "info"
  description = "How much is logged."
  validation {
    condition = contains(["debug", "info", "warn"], var.log_level)
    error     = "log_level is debug, info or warn"
  }
}

variable "token" {
  type      = string
  default   = "hunter2"
  sensitive = true
}

variable "sizes" {
  type = object({
    memory = number
    retry  = optional(number, 3)
    names  = optional(set(string))
  })
  default = { memory = "512" }
}

variable "regions" {
  type    = map(string)
  default = { eu = "1m", us = "2m" }
}

locals {
  data     = jsondecode(file("data.json"))
  prefix   = "${stack.name}-${stack.stage}"
  is_prod  = stack.stage == "prod"
  list     = templatefile("templates/list.tmpl", { names = ["a", "b"], stage = stack.stage })
  longest  = max([for name in keys(var.regions) : length(name)]...)
  document = <<-EOT
    {
      %{~for key, delay in var.regions}
      "${key}": "${delay}",
      %{~endfor}
      "arn": "${queue.dead.arn}"
    }
  EOT
}

output "url" {
  value       = api.shop.url
  description = "Where the shop is."
}

output "token" {
  value     = "Bearer ${var.token}"
  sensitive = true
}

output "arns" {
  value = { for key, q in queue.regional : key => q.arn if key != "us" }
}

output "splat" {
  value = queue.numbered[*].url
}

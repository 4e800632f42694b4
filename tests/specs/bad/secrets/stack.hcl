stack "shop" {}

variable "token" {
  default   = "t"
  sensitive = true
}

output "token" {
  value = "Bearer ${var.token}"
}

locals {
  keyed = { "${var.token}" = 1 }
}

queue "jobs" {
  for_each = { for k in [var.token] : k => k }
}

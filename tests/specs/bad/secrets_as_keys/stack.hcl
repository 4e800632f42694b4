stack "shop" {}

variable "tenants" {
  default   = ["acme", "initech"]
  sensitive = true
}

variable "plan" {
  default   = { acme = "1s" }
  sensitive = true
}

queue "each" {
  for_each = toset(var.tenants)
}

queue "by_plan" {
  for_each = var.plan
  delay    = each.value
}

queue "counted" {
  count = length(var.tenants)
}

queue "tagged" {
  tags = { for tenant in var.tenants : tenant => "yes" }
}

output "plan" {
  value = var.plan["acme"]
}

output "first" {
  value = "first: ${join(", ", var.tenants)}"
}

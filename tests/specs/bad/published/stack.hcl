stack "shop" {}

variable "token" {
  default   = "t"
  sensitive = true
}

queue "jobs" {}

output "token" {
  value     = "Bearer ${var.token}"
  sensitive = true
  publish   = true
}

output "leak" {
  value   = { token = var.token }
  publish = true
}

output "block" {
  value   = queue.jobs
  publish = true
}

output "nothing" {
  value   = null
  publish = true
}

output "empty" {
  value   = ""
  publish = true
}

output "long" {
  value   = join(", ", range(0, 1024))
  publish = true
}

output "unsure" {
  value   = 1
  publish = "perhaps"
}

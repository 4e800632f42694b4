variable "name" { type = string }

variable "timeout" {
  type     = number
  default  = 30
  nullable = false
}

queue "main" {
  name               = "q-${var.name}"
  visibility_timeout = var.timeout
}

queue "derived" {}

output "url" { value = queue.main.url }
output "name" { value = queue.main.name }

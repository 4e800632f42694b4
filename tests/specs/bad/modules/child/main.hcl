stack "inner" {}
stage "dev" {}

variable "name" { type = string }
variable "size" {
  type = number
  validation {
    condition = var.size <= 10
    error     = "at most ten"
  }
}

queue "q" {
  delay = "1 fortnight"
  name  = local.nothing
}

output "queue" { value = queue.q }

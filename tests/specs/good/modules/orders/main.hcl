variable "dead" {
  type = any
}

variable "memory" {
  type    = number
  default = 128
  validation {
    condition = var.memory >= 128
    error     = "memory is 128 or more"
  }
}

variable "token" {
  type      = string
  sensitive = true
}

variable "rollout" {
  type    = any
  default = null
}

locals {
  env = { TOKEN = var.token, DEAD = var.dead.url }
}

defaults "function" { timeout = "9s" }

queue "jobs" {
  dead_letter = { queue = var.dead, max_receive = 3 }
}

function "worker" {
  code        = "${path.module}/src"
  runtime     = "python3.12"
  handler     = "app.handler"
  memory      = var.memory
  environment = local.env
  rollout     = var.rollout
}

trigger "queue" "jobs" {
  queue = queue.jobs
  to    = function.worker
}

module "inner" {
  source = "../queues"
  name   = "inner-${stack.name}"
}

output "jobs" { value = queue.jobs }
output "memory" { value = function.worker.memory }
output "token" { value = var.token }
output "where" { value = "${path.module} ${path.root} ${module.inner.name}" }

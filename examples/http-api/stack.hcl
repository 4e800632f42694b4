# A small shop behind an HTTP API: the stack, its stages, its queues and its routes.
# The functions are in functions.hcl: all `.hcl` files of a directory are one stack.
stack "shop" {
  tags = { team = "checkout" }
}

stage "dev" {
  region = "eu-west-1"
}

stage "prod" {
  region  = "eu-west-1"
  protect = true
  vars    = { log_level = "WARN" }
}

# Previews: `cutover apply -s pr-17`.
stage "pr-*" {
  region = "eu-west-1"
  ttl    = "72h"
  data   = "disposable"
}

variable "log_level" {
  type    = string
  default = "INFO"

  validation {
    condition = contains(["DEBUG", "INFO", "WARN"], var.log_level)
    error     = "log_level is DEBUG, INFO or WARN"
  }
}

# Accepted orders wait here; those that fail five times end up in the dead letter queue.
queue "jobs" {
  visibility_timeout = "3m"
  dead_letter        = { queue = queue.dead, max_receive = 5 }
}

queue "dead" {
  retention = "14d"
}

api "shop" {
  cors     = { origins = ["https://shop.example"], methods = ["GET", "POST"] }
  throttle = { rate = 200, burst = 400 }

  route "POST /orders" { to = function.create_order }
  route "GET /products" { to = function.read["list_products"] }
  route "GET /products/{id}" { to = function.read["get_product"] }
  route "GET /health" { to = function.read["health"] }
}

output "url" {
  value       = api.shop.url
  description = "Base address of the API."
}

output "jobs" {
  value = queue.jobs.url
}

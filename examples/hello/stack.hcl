# One Python function behind an HTTP API.
stack "hello" {}

variable "greeting" {
  type        = string
  default     = "Hello"
  description = "The first word of every answer."
}

function "hello" {
  code        = "src/hello"
  runtime     = "python3.12"
  handler     = "app.handler"
  environment = { GREETING = var.greeting }
  logs        = { retention = "7d" }
}

api "hello" {
  throttle = { rate = 50, burst = 100 }

  route "GET /" { to = function.hello }
  route "GET /{name}" { to = function.hello }
}

output "url" {
  value       = api.hello.url
  description = "Open this."
}

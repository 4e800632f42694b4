# A stack that tells others where its things are: published outputs are parameters, to be read without asking the stack.
stack "greeter" {}

variable "greeting" {
  type    = string
  default = "Hello"
}

queue "greetings" {
  retention = "1d"
}

function "greet" {
  code        = "src"
  runtime     = "python3.12"
  handler     = "app.handler"
  environment = { GREETING = var.greeting, QUEUE = queue.greetings.url }
  logs        = { retention = "7d" }

  access { send = [queue.greetings] }
}

api "greeter" {
  throttle = { rate = 20, burst = 40 }

  route "GET /{name}" { to = function.greet }
}

output "url" {
  value       = api.greeter.url
  description = "Where to be greeted."
  publish     = true
}

output "queue" {
  value   = { arn = queue.greetings.arn, url = queue.greetings.url }
  publish = true
}

output "greeting" {
  value   = var.greeting
  publish = true
}

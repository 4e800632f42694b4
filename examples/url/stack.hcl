# Two HTTPS addresses without an API in front: one for everybody, one for callers who sign.
stack "greeter" {}

defaults "function" {
  runtime = "python3.12"
  code    = "src"
  logs    = { retention = "7d" }
}

function "hello" {
  handler = "greet.hello"
}

function "secret" {
  handler = "greet.secret"
}

trigger "url" "hello" {
  to   = function.hello
  auth = "none"
  cors = { origins = ["https://shop.example"], methods = ["GET"], max_age = "10m" }
}

trigger "url" "secret" { to = function.secret }

output "url" {
  value       = trigger.url.hello.url
  description = "Open it in a browser."
}

output "secret" { value = trigger.url.secret.url }

audit {
  waive "topology/denial-of-wallet" {
    address = trigger.url.hello
    reason  = "for trying out; what stays open has `concurrency { reserved = 20 }`"
  }
}

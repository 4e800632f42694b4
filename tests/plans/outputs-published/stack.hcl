stack "shop" { tags = { team = "checkout" } }

queue "jobs" { name = "renamed" }

api "web" {
  throttle = { rate = 1, burst = 1 }
}

output "jobs" {
  value   = queue.jobs.url
  publish = true
}

output "gone" { value = "x" }

output "kept" {
  value   = { ways = 2, arn = "arn:aws:sqs:eu-west-1:111122223333:shop-default-jobs" }
  publish = true
}

output "site" {
  value   = "${api.web.url}/index.html"
  publish = true
}

# Published outputs.
output "place" {
  value   = topic.news.arn
  publish = true
}

output "address" {
  value   = { queue = queue.jobs.url, api = api.shop.url, ways = 2 }
  publish = true
}

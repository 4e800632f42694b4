stack "shop" {}

function "orders" {
  code    = "../../code"
  runtime = "python3.12"
  handler = "app.handler"
  environment = {
    URL  = queue.jobs
    TEXT = "url: ${queue.jobs}"
    ONE  = queue.many.url
  }
  depends_on = [queue.jobs.arn]
}

queue "jobs" {}

queue "many" {
  for_each = toset(["a", "b"])
}

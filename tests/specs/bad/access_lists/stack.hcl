stack "shop" {}

function "orders" {
  code    = "../../code"
  runtime = "python3.12"
  handler = "app.handler"

  access {
    read   = queue.jobs
    write  = ["table.orders"]
    send   = [queue.jobs.arn]
    delete = [topic.news]
    update = [table.orders]
    allow  = [{ actions = "s3:GetObject" }]
  }
}

function "worker" {
  code    = "../../code"
  runtime = "python3.12"
  handler = "app.handler"
  rollout = "careful"
  role    = "arn:aws:iam::111122223333:role/worker"
  access  = { read = [table.orders] }
}

table "orders" {
  key = { id = "S" }
}

queue "jobs" {}

topic "news" {}

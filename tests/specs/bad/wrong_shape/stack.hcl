stack "shop" {}

function "orders" {
  code    = "../../code"
  runtime = "python3.12"
  handler = "app.handler"
  access = { send = [queue.jobs] }
  environment {
    A = "b"
  }
  concurrency {}
  concurrency {}
  dynamic "x" {}
}

queue {}

queue "a" "b" {}

queue "1st" {}

delay = 5

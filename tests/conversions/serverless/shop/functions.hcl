function "list_orders" {
  code    = "input"
  name    = "${stack.name}-${stack.stage}-listOrders"
  runtime = "python3.12"
  handler = "handler.list_orders"
  timeout = "6s"
}

function "worker" {
  code       = "input"
  runtime    = "python3.12"
  handler    = "handler.work"
  timeout    = "30s"
  async      = { retries = 1 }
  on_failure = queue.dead

  concurrency { reserved = 5 }
}

function "old" {
  code    = "placeholders/old"
  runtime = "provided.al2023"
  handler = "bootstrap"
  timeout = "6s"
}

layer "libs" {
  runtimes = ["python3.12"]
  code     = "placeholders/layer_libs"
}

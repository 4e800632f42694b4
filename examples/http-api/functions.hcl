# What all functions share: written once.
defaults "function" {
  runtime     = "python3.12"
  memory      = 256
  timeout     = "10s"
  environment = { STAGE = stack.stage }
  logs        = { retention = "30d", format = "json", level = var.log_level }
  rollout     = stack.stage == "prod" ? rollout.careful : null
}

# New versions get traffic in production only after they answered once, and give it back when they fail.
rollout "careful" {
  strategy       = "blue_green"
  bake           = "5m"
  max_error_rate = "1%"
  smoke          = { event = { rawPath = "/health", pathParameters = { id = "tea" } } }
}

# The one function that may send to the queue: its role follows from `access`.
function "create_order" {
  code        = "src/create_order"
  handler     = "create_order.handler"
  environment = { JOBS_URL = queue.jobs.url }
  rollout     = null # the smoke event above is not an order

  access {
    send = [queue.jobs]
  }
}

# Three functions that only read: one block, three instances, three roles without any access.
function "read" {
  for_each = {
    list_products = "lists what can be ordered"
    get_product   = "shows one product"
    health        = "says that the API is alive"
  }

  code        = "src/read"
  handler     = "${each.key}.handler"
  description = each.value
}

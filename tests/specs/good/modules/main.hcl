# Modules: inputs, outputs, instances, modules within modules, and what has moved.
stack "shop" {
  tags = { team = "checkout" }
}

variable "token" {
  type      = string
  default   = "abc"
  sensitive = true
}

defaults "queue" { delay = "5s" }

queue "root" {}

rollout "careful" { strategy = "blue_green" }

module "orders" {
  source  = "./orders"
  dead    = queue.root
  memory  = 256
  token   = var.token
  rollout = rollout.careful
}

module "regional" {
  source   = "./queues"
  for_each = toset(["eu", "us"])
  name     = each.key
  timeout  = null
}

module "counted" {
  source = "./queues"
  count  = 2
  name   = "n${count.index}"
}

function "reader" {
  code       = "src"
  runtime    = "python3.12"
  handler    = "app.handler"
  depends_on = [module.orders, module.counted]
  environment = {
    QUEUE  = module.orders.jobs.url
    EU     = module.regional["eu"].url
    ALL    = join(",", [for key, one in module.regional : "${key}=${one.name}"])
    SECOND = module.counted[1].name
    WHERE  = module.orders.where
  }

  access { send = [module.orders.jobs] }

  precondition {
    condition = module.orders.memory < 512
    error     = "orders must stay small"
  }

  postcondition {
    condition = self.timeout <= 30 && startswith(self.handler, "app.")
    error     = "the reader is quick"
  }
}

moved {
  from = queue.old
  to   = module.orders.queue.jobs
}

moved {
  from = module.single
  to   = module.regional["eu"]
}

output "eu" { value = module.regional["eu"].url }

output "token" {
  value     = module.orders.token
  sensitive = true
}

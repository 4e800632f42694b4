stack "shop" {}

existing "queue" "audit" {
  name = "ext-audit"
}

existing "role" "deployer" {
  name = "ext-deployer"
}

existing "function" "pay" {
  arn = "arn:aws:lambda:eu-west-1:111122223333:function:ext-pay:live"
}

function "orders" {
  code    = "src/v1"
  runtime = "python3.12"
  handler = "app.handler"
  memory  = 128
  environment = { AUDIT = existing.queue.audit.url }
  access {
    send   = [existing.queue.audit]
    invoke = [existing.function.pay]
  }
}

function "other" {
  code    = "src/v1"
  runtime = "python3.12"
  handler = "app.handler"
  memory  = 128
  role = existing.role.deployer
}

api "shop" {
  route "GET /orders" { to = function.orders }
  route "POST /pay" { to = existing.function.pay }
}

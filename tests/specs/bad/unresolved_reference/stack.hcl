stack "shop" {}

function "orders" {
  code    = "../../code"
  runtime = "python3.12"
  handler = "app.handler"
  environment = {
    ORDERS = function.ordres.arn
    QUEUE  = queue.jobs.url
    MEMORY = function.orders.memroy
    LOCAL  = local.nothing
    NAME   = jobs
    ROLE   = existing.role.deployer.arn
  }
}

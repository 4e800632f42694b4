stack "shop" {}

Globals {
  Timeout = 10
}

lambda "orders" {
  CodeUri = "src"
}

function "orders" {
  CodeUri    = "../../code"
  Handler    = "app.handler"
  Runtime    = "python3.12"
  MemorySize = 512
  env        = { A = "b" }
  Policies   = ["AmazonDynamoDBFullAccess"]
  Events     = {}
}

schedule "nightly" {
  cron = "0 3 * * ? *"
}

sqs "jobs" {}

Outputs {}

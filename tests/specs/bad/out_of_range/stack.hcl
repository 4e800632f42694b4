stack "shop" {}

function "orders" {
  code    = "../../code"
  runtime = "python3.12"
  handler = "app.handler"
  memory  = 64
  timeout = "20m"
  layers  = ["not-an-arn"]
  logs    = { retention = "31d", format = "xml" }
  concurrency {
    reserved    = -1
    provisioned = 0.5
  }
}

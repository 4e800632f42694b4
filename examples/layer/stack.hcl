# Two functions share code that is deployed once, as a layer.
stack "desk" {}

layer "money" {
  code        = "shared"
  description = "Amounts of money"
  runtimes    = ["python3.12"]
}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  logs    = { retention = "7d" }
  layers  = [layer.money]
}

function "quote" {
  handler = "quote.handler"
}

function "invoice" {
  handler = "invoice.handler"
}

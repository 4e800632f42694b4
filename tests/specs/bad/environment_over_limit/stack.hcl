stack "shop" {}

function "orders" {
  code    = "../../code"
  runtime = "python3.12"
  handler = "app.handler"
  environment = {
    LARGE       = join("", [for n in range(500) : "0123456789"])
    AWS_REGION  = "eu-west-1"
    LAMBDA_NAME = "x"
    "my-name"   = "x"
  }
}

stack "shop" {}
role "r" {
  name = "new"
  allow "a" {
    actions   = ["s3:GetObject"]
    resources = ["*"]
  }
}

function "orders" {
  code    = "src/v1"
  runtime = "python3.12"
  handler = "app.handler"
  memory  = 128
  role = role.r
}

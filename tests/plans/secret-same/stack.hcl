stack "shop" {}

variable "token" {
  type      = string
  default   = "old"
  sensitive = true
}

function "orders" {
  code    = "src/v1"
  runtime = "python3.12"
  handler = "app.handler"
  memory  = 128
  environment = { TOKEN = var.token, LEVEL = "warn" }
}

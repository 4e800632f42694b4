stack "api" { region = "eu-west-1" }

variable "db_password" {
  type        = string
  description = "`DB_PASSWORD` of `function.orders`: it looks like a secret"
  sensitive   = true
}

function "orders" {
  code        = "placeholders/orders"
  name        = "shop-orders"
  runtime     = "python3.12"
  handler     = "app.handler"
  memory      = 256
  environment = { DB_PASSWORD = var.db_password, NEWS = topic.news.arn }
  vpc         = { subnets = ["subnet-1"], security_groups = ["sg-1"] }
  role        = existing.role.elsewhere
}

api "main" {
  name     = "shop"
  cors     = { origins = ["https://shop.example"], methods = ["GET"] }
  throttle = { rate = 50, burst = 100 }

  authorizer "users" { jwt = { issuer = "https://login.shop.example", audience = ["shop"] } }

  route "GET /orders" {
    to        = function.orders
    authorize = "users"
    scopes    = ["read"]
  }
}

trigger "url" "orders_0" { to = function.orders }

trigger "topic" "orders_function" {
  topic  = topic.news
  to     = function.orders
  filter = { kind = ["order"] }
}

trigger "schedule" "tick" {
  to    = function.orders
  rate  = "5m"
  name  = "shop-tick"
  retry = { attempts = 3 }
}

topic "news" { name = "shop-news" }

existing "role" "elsewhere" { arn = "arn:aws:iam::111111111111:role/elsewhere" }

output "url" { value = api.main.url }

api "http" {
  cors = { origins = ["*"], methods = ["*"], headers = ["*"] }

  authorizer "users" { jwt = { issuer = "https://login.shop.example", audience = ["shop"] } }

  route "GET /orders" { to = function.list_orders }

  route "POST /orders" {
    to        = function.list_orders
    authorize = "users"
    scopes    = ["write"]
  }
}

queue "jobs" {
  visibility_timeout = "3m"
  dead_letter        = { queue = queue.dead, max_receive = 3 }
}

queue "dead" {}

topic "orders" { name = "orders" }

table "orders" {
  name   = "${stack.name}-${stack.stage}-orders"
  key    = { id = "S" }
  stream = "new_and_old_images"
}

bucket "shop_inbox" { name = "shop-inbox" }

bus "shop_events" { name = "shop-events" }

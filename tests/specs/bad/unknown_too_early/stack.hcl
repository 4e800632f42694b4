stack "shop" {}

function "orders" {
  code    = "../../code"
  runtime = "python3.12"
  handler = "app.handler"
  memory      = length(api.shop.url)
  description = upper(api.shop.url)
  environment = api.shop.url == "x" ? {} : { A = "b" }
}

api "shop" {}

queue "jobs" {
  for_each = toset([api.shop.url])
}

queue "counted" {
  count = api.shop.id
}

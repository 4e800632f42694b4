stack "names" {}

topic "a" { name = "news!" }

topic "b" { name = "news.fifo" }

topic "c" {
  name                  = "orders"
  fifo                  = true
}

topic "d" { content_deduplication = true }

table "a" {
  name = "orders/all"
  key  = { id = "S" }
}

stream "a" { name = "clicks and more" }

bus "a" { name = "default" }

bus "b" { name = "a/b" }

trigger "schedule" "a" {
  name  = "every hour"
  to    = queue.a
  rate  = "1h"
  input = {}
}

queue "a" {}

bucket "a" { name = "192.168.5.4" }

bucket "b" { name = "xn--shop" }

bucket "c" { name = "shop-s3alias" }

stack "shop" {}

queue {}

queue "a" "b" {}

trigger "queue" {}

trigger {}

topic "my topic" {}

bus "1st" {}

locals "x" {
  a = 1
}

defaults "fuction" {
  memory = 1
}

existing "lambda" "orders" {}

table "orders" {
  key = { id = "S" }
  index { key = { at = "N" } }
}

stack "shop" {}

queue "a" {
  delay = local.b
}

locals {
  b = "${queue.c.delay}"
}

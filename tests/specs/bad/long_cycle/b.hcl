queue "c" {
  delay = topic.d.tags["delay"]
}

topic "d" {
  tags = { delay = local.e["name"] }
}

locals {
  e = { name = queue.a.delay }
  f = local.f
}

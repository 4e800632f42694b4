queue "c" {
  delay = topic.d.name == "d" ? "1s" : "2s"
}

topic "d" {
  name = local.e["name"]
}

locals {
  e = { name = "${queue.a.delay}-d" }
  f = local.f
}

stack "shop" {}

variable "regions" {
  default = "eu,us"
}

queue "text" {
  for_each = var.regions
}

queue "number" {
  for_each = 3
}

queue "nothing" {
  for_each = null
}

queue "block" {
  for_each = queue.number
}

queue "objects" {
  for_each = [{ name = "a" }, { name = "b" }]
}

queue "word" {
  count = "three"
}

queue "half" {
  count = 1.5
}

queue "list" {
  count = ["a", "b"]
}

queue "below" {
  count = -2
}

queue "switch" {
  count = true
}

stack "shop" {}

queue "many" {
  for_each = ["a", "a"]
}

queue "both" {
  for_each = toset(["a"])
  count    = 2
}

queue "negative" {
  count = -1
}

queue "mixed" {
  for_each = [1, 2]
}

queue "good" {
  for_each = { eu = "1m", us = "2m" }
  delay    = each.value
}

queue "counted" {
  count = 2
  delay = each.value
}

output "missing_key" {
  value = queue.good["asia"].url
}

output "missing_index" {
  value = queue.counted[2].url
}

queue "wants_one" {
  dead_letter = { queue = queue.good }
}

stack "shop" {}

queue "single" {}

queue "keyed" {
  for_each = { eu = 1, us = 2 }
}

queue "counted" {
  count = 2
}

output "a" {
  value = queue.single[0].url
}

output "b" {
  value = queue.keyed.url
}

output "c" {
  value = queue.counted.url
}

output "d" {
  value = queue.keyed["ue"].url
}

output "e" {
  value = queue.keyed[0].url
}

output "f" {
  value = queue.counted["eu"].url
}

output "g" {
  value = queue.counted[*].ulr
}

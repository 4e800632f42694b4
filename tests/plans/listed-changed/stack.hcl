stack "shop" {}

queue "jobs" {
  delay = 5
}

queue "dead" {
}

stack "shop" {}

queue "jobs" {
}

queue "dead" {
}

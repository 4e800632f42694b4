stack "shop" {}

queue "jobs" {
}

stack "shop" {}

queue "jobs" {
  fifo = true
}

stack "shop" {}

queue "jobs" {
  visibilty_timeout = "3m"
  colour            = "red"
  fifo_queue        = true
  dead_letter       = { queue = queue.dead, max_recieve = 5 }
}

queue "dead" {}

stack "shop" {}

queue "jobs" {
  fifo               = "perhaps"
  visibility_timeout = true
  max_message_size   = "256KB"
  tags               = ["team"]
  dead_letter        = { queue = "dead", max_receive = "often" }
}

stack "shop" {}

queue "jobs" {
  visibility_timeout = "3 minutes"
  retention          = "15"
  delay              = "500ms"
  receive_wait       = "1m"
}

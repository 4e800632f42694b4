stack "shop" {}

queue "jobs" {
  name = "jobs
  delay = "1s"
}

queue "other" {
  name = "x${upper("y)}"
}

queue "third" {
  visibilty_timeout = "1m"
}

stack "shop" {}

queue "jobs" {
  delay = "1s"

queue "other" {
  delay =
}

queue "third" {
  tags = { a = "b", c = "d"
}

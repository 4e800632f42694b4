stack "shop" {}

queue "jobs" {
  for_each = toset(["eu", "us"])
  delay    = 1
}

stack "shop" {}

queue "jobs" {}

queue "jobs" {
  delay = "1s"
  delay = "2s"
}

locals {
  a = 1
}

locals {
  a = 2
}

api "shop" {
  route "GET /a" { to = queue.jobs }
  route "GET /a" { to = queue.jobs }
}

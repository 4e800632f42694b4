stack "shop" {}

queue "jobs" {
  delay "1s"
}

queue "b" {
  tags = { a = 1 b = 2 }
}

queue "c" { delay = 1 fifo = true }

queue "d" {
  name = "a\qb"
}

locals {
  a = <<EOT
never
}

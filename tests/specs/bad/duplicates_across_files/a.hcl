stack "shop" {}

queue "jobs" {}

locals {
  size = 1
}

variable "level" {
  default = "info"
}

output "url" {
  value = queue.jobs.url
}

defaults "queue" {
  delay = "1s"
}

trigger "schedule" "nightly" {
  to   = queue.jobs
  rate = "1h"
}

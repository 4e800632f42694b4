stack "shop" {}

queue "jobs" {}

locals {
  size = 2
}

variable "level" {
  default = "warn"
}

output "url" {
  value = queue.jobs.arn
}

defaults "queue" {
  delay = "2s"
}

trigger "schedule" "nightly" {
  to   = queue.jobs
  rate = "2h"
}

stack "shop" {}

queue "jobs" {}

queue "jobs" {}

locals {
  a = 1
}

locals {
  a = 2
}

variable "v" {
  default = 1
}

variable "v" {
  default = 2
}

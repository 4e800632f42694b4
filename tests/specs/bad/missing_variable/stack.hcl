stack "shop" {}

variable "log_level" {
  type = string
}

variable "size" {
  type    = number
  default = "large"
}

variable "colour" {
  default = "red"
  validation {
    condition = contains(["green", "blue"], var.colour)
    error     = "colour is green or blue, not ${var.colour}"
  }
}

queue "jobs" {
  tags = { level = var.log_level, colour = var.color }
}

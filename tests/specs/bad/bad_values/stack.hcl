stack "shop" {}

variable "count_of" {
  type    = number
  default = "many"
}

variable "names" {
  type    = list(string)
  default = "a"
}

variable "sizes" {
  type = map(number)
}

variable "shape" {
  type = object({ width = number })
}

variable "level" {
  default = "info"
  validation {
    condition = contains(["debug", "info"], var.level)
    error     = "level is debug or info"
  }
}

variable "never_null" {
  nullable = false
  default  = null
}

variable "computed" {
  default = upper(stack.stage)
}

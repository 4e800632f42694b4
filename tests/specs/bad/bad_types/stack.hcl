stack "shop" {}

variable "quoted" {
  type = "string"
}

variable "bare" {
  type = list
}

variable "int" {
  type    = int
  default = 1
}

variable "boolean" {
  type    = boolean
  default = true
}

variable "two" {
  type    = map(string, number)
  default = {}
}

variable "inner" {
  type    = list(str)
  default = []
}

variable "fields" {
  type    = object({ name = string, size = optional(numbr, 1) })
  default = { name = "a" }
}

variable "alone" {
  type    = optional(string)
  default = null
}

variable "array" {
  type    = string[]
  default = []
}

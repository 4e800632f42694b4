stack "s" {}

variable "size" {
  type = number
}

variable "names" {
  type = list(string)
}

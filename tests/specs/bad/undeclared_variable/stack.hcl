stack "shop" {}

variable "size" {
  type = object({ width = number, height = optional(number, 2) })
}

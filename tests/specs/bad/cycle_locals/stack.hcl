stack "shop" {}

locals {
  a = local.b
  b = "${local.c}-x"
  c = [local.a]
}

output "a" {
  value = local.a
}

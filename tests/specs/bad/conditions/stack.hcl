stack "shop" {}

locals {
  a = "yes" ? 1 : 2
  b = !"x"
  c = 1 && true
  d = null == 1 ? null.x : 1
  e = "a" > 1
  f = [for x in 3 : x]
  g = { for k in ["a"] : k => v }
  h = [for k, v in { a = 1 } : k if v]
  i = -"x"
  j = 5 % 0
  k = var.missing == null ? 1 : 2
}

queue "if" {
  delay = if stack.stage == "prod" { "1s" }
}

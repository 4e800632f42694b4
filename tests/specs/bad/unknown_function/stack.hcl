stack "shop" {}

locals {
  a = uper("x")
  b = cidrsubnet("10.0.0.0/8", 8, 1)
  c = replace("x")
  d = upper(["x"])
  e = file("missing.txt")
  f = env("NOT_SET")
  g = jsondecode("{")
  h = regex("(", "x")
  i = format("%d", "x")
  j = try(nothing)
}

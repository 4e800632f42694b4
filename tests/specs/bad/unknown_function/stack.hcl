stack "shop" {}

locals {
  a = uper("x")
  b = timestamp()
  c = replace("x")
  d = upper(["x"])
  e = file("missing.txt")
  f = env("NOT_SET")
  g = jsondecode("{")
  h = regex("(", "x")
  i = format("%d", "x")
  j = try(nothing)
}

stack "shop" {}

locals {
  a = 1 / 0
  b = 9223372036854775807 + 1
  c = [1, 2][2]
  d = { x = 1 }.y
  e = "x" + 1
  f = null.x
  g = "${["a"]}"
  h = { for x in ["a", "a"] : x => 1 }
  i = 1 ? 2 : 3
  j = "a".b
  k = range(100000)
}

stack "shop" {}

locals {
  a = timestamp()
  b = uuid()
  c = getenv("HOME")
  d = lenght([])
  e = toUpper("x")
  f = string(1)
  g = Ref("queue")
  h = Sub("x")
  i = filebase64("x")
  j = aws::arn_parse("arn")
  k = list("a", "b")
}

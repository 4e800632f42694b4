stack "shop" {}

queue "one" {
  delay =
}

queue "two" {
  name = "two
}

queue "three" {
  delay = "1s"
  tags  = { a = [1, 2 }
}

queue "four" {
  dealy = "1s"
}

queue "five" {
  delay = (1 + 2
}

stack "shop" {}

queue "a" {
  delay: "1s"
}

queue "b" {
  name = 'b'
}

queue "c" {
  "delay" = "1s"
}

queue "d" {
  delay = 1s
}

queue "e" {
  tags = [
    - "a"
    - "b"
  ]
}

queue "f" {
  name = "f";
}

queue "g" {
  name = ${var.name}
}

queue "h" {
  name "h"
}

queue "i"
{
  delay = "1s"
}

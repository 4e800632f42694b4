stack "shop" {}

queue "a" {
  name = "${}"
}

queue "b" {
  name = "a-${stack.stage"
}

queue "c" {
  name = "%{ if true }x"
}

queue "d" {
  name = "%{ for x in ["a"] }${x}%{ endif }"
}

queue "e" {
  name = "$${stack.stage}-${"nested ${stack.nme}"}"
}

queue "f" {
  name = "${upper(stack.stage}"
}

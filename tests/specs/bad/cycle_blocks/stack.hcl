stack "shop" {}

queue "a" {
  dead_letter = { queue = queue.b }
}

queue "b" {
  dead_letter = { queue = queue.a }
}

queue "c" {
  delay = queue.d.delay
}

queue "d" {
  delay = queue.c.delay
}

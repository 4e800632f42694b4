stack "shop" {}

queue "self" {
  dead_letter = { queue = queue.self }
}

queue "plain" {
  dead_letter = { queue = queue.ordered }
}

queue "ordered" {
  name                  = "ordered"
  fifo                  = true
  content_deduplication = true
}

queue "named" {
  name                  = "na me.fifo"
  content_deduplication = true
}

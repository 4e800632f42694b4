stack "events" {}

queue "plain" {}

queue "ordered" { fifo = true }

function "f" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
}

trigger "event" "scalar" {
  to      = queue.plain
  pattern = { source = "shop" }
}

trigger "event" "empty" {
  to      = queue.plain
  pattern = { source = ["shop"], detail = {} }
}

trigger "event" "nothing" {
  to      = queue.plain
  pattern = { source = [] }
}

trigger "event" "text" {
  to      = queue.plain
  pattern = "all of them"
}

trigger "event" "two_inputs" {
  to         = queue.plain
  pattern    = { source = ["shop"] }
  input      = { a = 1 }
  input_path = "$.detail"
}

trigger "event" "no_group" {
  to      = queue.ordered
  pattern = { source = ["shop"] }
}

trigger "event" "a_group" {
  to      = function.f
  pattern = { source = ["shop"] }
  group   = "g"
  retry   = { attempts = 186, age = "59s" }
}

trigger "topic" "filter" {
  topic  = "arn:aws:sns:us-east-1:111122223333:t"
  to     = queue.plain
  filter = { kind = "sports" }
}

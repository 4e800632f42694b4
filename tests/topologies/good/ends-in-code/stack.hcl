# Each message is a page, and the last page sends none. No spec can say that but with a waiver: told wrongly.
stack "ends-in-code" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

queue "pages" { dead_letter = { queue = queue.dead } }

queue "dead" {}

function "walk" {
  access { send = [queue.pages] }
}

trigger "queue" "pages" {
  queue = queue.pages
  to    = function.walk
}

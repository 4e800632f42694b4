# The waiver is over, so what it let pass is told again.
stack "expired" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

queue "pages" { dead_letter = { queue = queue.dead } }

queue "dead" {}

function "walk" { # expect topology/endless-loop
  access { send = [queue.pages] }
}

trigger "queue" "pages" {
  queue = queue.pages
  to    = function.walk
}

audit {
  waive "topology/endless-loop" {
    address = function.walk
    reason  = "each message is a page, and the last page sends none"
    until   = "2025-12-31"
  }
}

# A worker that sends what is left to its own queue; its code ends that, and the waiver says so.
stack "waived" {}

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

function "hello" {}

trigger "url" "hello" {
  to   = function.hello
  auth = "none"
}

audit {
  waive "topology/endless-loop" {
    address = function.walk
    reason  = "each message is a page, and the last page sends none"
    until   = "2027-01-31"
  }

  waive "topology/denial-of-wallet" {
    address = "function.hello"
    reason  = "reachable from the office network only"
  }
}

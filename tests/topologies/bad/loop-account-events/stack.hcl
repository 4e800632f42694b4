# A rule takes everything that happens in the account, also what S3 tells of the bucket.
stack "loop-account-events" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

bucket "texts" { event_bridge = true }

queue "dead" {}

function "note" { # expect topology/endless-loop
  on_failure = queue.dead
  access { write = [bucket.texts] }
}

trigger "event" "all" {
  pattern = { account = ["111122223333"] }
  to      = function.note
}

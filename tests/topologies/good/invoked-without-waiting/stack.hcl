# Three functions in a row that do not wait: what the later ones fail with goes to a queue.
stack "invoked-without-waiting" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

queue "dead" {}

function "first" {
  access { invoke = [function.second] }
}

function "second" {
  timeout    = "5m"
  on_failure = queue.dead
  access { invoke = [function.third] }
}

function "third" {
  timeout    = "15m"
  async      = { retries = 1 }
  on_failure = queue.dead
}

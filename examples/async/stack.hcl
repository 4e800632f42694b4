# Events that nobody waits for: what went well is told to a second function, what was given up lies in a queue.
stack "letters" {}

queue "failed" {
  retention = "14d"
}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  timeout = "10s"
  logs    = { retention = "7d" }
}

function "deliver" {
  handler    = "letters.deliver"
  async      = { retries = 0, max_age = "1h" }
  on_success = function.thank
}

function "thank" {
  handler = "letters.thank"
}

# The same as `on_failure` in the function, written where it arrives.
trigger "function" "failed" {
  function = function.deliver
  on       = "failure"
  to       = queue.failed
}

output "failed" { value = queue.failed.url }

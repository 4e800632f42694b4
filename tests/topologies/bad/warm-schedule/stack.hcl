# Kept warm around the clock for one call a night, which nothing looks after either.
stack "warm-schedule" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

function "nightly" { # expect topology/no-dead-letter
  concurrency {
    provisioned = 1 # expect topology/idle-provisioned
  }
}

trigger "schedule" "nightly" {
  to   = function.nightly
  cron = "0 3 * * ? *"
}

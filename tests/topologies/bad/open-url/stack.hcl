# A URL for everybody, and all the concurrency of the account behind it.
stack "open-url" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

function "hello" {}

trigger "url" "hello" { # expect topology/denial-of-wallet
  to   = function.hello
  auth = "none"
}

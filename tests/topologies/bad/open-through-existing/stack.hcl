# An open route in front of a function that is managed elsewhere and has no limit there.
stack "open-through-existing" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

# Its own stack may limit it, or not: not seen.
existing "function" "legacy" { name = "legacy" }

api "legacy" { # expect topology/denial-of-wallet
  route "$default" { to = existing.function.legacy }
}

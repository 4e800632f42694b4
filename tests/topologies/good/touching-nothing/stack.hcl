# Six small functions without any right: each computes, and shares nothing.
stack "touching-nothing" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

function "compute" {
  for_each = toset(["add", "subtract", "multiply", "divide", "negate", "invert"])
  handler  = "app.${each.key}"
}

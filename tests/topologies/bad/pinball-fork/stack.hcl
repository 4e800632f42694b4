# Two chains from one function: one of them is too long. Another function begins a long one of its own.
stack "pinball-fork" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

function "a" { # expect topology/pinball
  access { invoke = [function.b, function.c] }
}

function "b" {}

function "c" {
  access { invoke = [function.d] }
}

function "d" {}

function "x" { # expect topology/pinball
  access { invoke = [function.c] }
}

# Two functions may call each other.
stack "loop-invoke" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

function "even" { # expect topology/endless-loop
  access { invoke = [function.odd] }
}

function "odd" {
  access { invoke = [function.even] }
}

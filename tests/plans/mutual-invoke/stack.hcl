stack "shop" {}

function "a" {
  code    = "src/v1"
  runtime = "python3.12"
  handler = "app.handler"
  memory  = 128
  access {
    invoke = [function.b]
  }
}

function "b" {
  code    = "src/v1"
  runtime = "python3.12"
  handler = "app.handler"
  memory  = 128
  access {
    invoke = [function.a]
  }
}

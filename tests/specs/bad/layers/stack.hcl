stack "layers" { region = "eu-west-1" }

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
}

layer "old" {
  code          = "shared"
  runtimes      = ["python3.11"]
  architectures = ["x86_64"]
}

layer "many" {
  code     = "shared"
  runtimes = [for n in range(16) : "python3.${n}"]
}

function "mismatched" {
  architecture = "arm64"
  layers       = [layer.old]
}

function "twice" {
  layers = [
    layer.many,
    layer.many,
    "arn:aws:lambda:eu-west-1:111122223333:layer:x:1",
    "arn:aws:lambda:eu-west-1:111122223333:layer:x:2",
  ]
}

function "many" {
  secrets           = { KEY = existing.secret.key }
  secrets_extension = true
  layers            = [for n in range(5) : "arn:aws:lambda:eu-west-1:111122223333:layer:l${n}:1"]
}

function "elsewhere" {
  layers = ["arn:aws:lambda:us-east-1:111122223333:layer:x:1"]
}

existing "secret" "key" { name = "key" }

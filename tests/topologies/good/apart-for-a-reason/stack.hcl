# Seven functions with the same rights: two with room of their own, two large ones, three alike.
stack "apart-for-a-reason" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

table "things" { key = { id = "S" } }

api "things" {
  throttle = { rate = 50, burst = 100 }

  route "GET /a" { to = function.a }
  route "GET /b" { to = function.b }
  route "GET /c" { to = function.c }
  route "GET /d" { to = function.d }
  route "GET /e" { to = function.e }
  route "GET /f" { to = function.f }
  route "GET /g" { to = function.g }
}

function "a" {
  access { read = [table.things] }
  concurrency { reserved = 10 }
}

function "b" {
  access { read = [table.things] }
  concurrency { reserved = 20 }
}

function "c" {
  memory = 2048
  access { read = [table.things] }
}

function "d" {
  memory = 1024
  access { read = [table.things] }
}

function "e" {
  access { read = [table.things] }
}

function "f" {
  access { read = [table.things] }
}

function "g" {
  access { read = [table.things] }
}

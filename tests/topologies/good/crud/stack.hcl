# Four functions, one for each of create, read, update and delete, with the rights of each.
stack "crud" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

table "things" { key = { id = "S" } }

api "things" {
  throttle = { rate = 50, burst = 100 }

  route "GET /things" { to = function.list }
  route "GET /things/{id}" { to = function.get }
  route "POST /things" { to = function.create }
  route "PUT /things/{id}" { to = function.update }
  route "DELETE /things/{id}" { to = function.delete }
}

function "list" {
  access { read = [table.things] }
}

function "get" {
  access { read = [table.things] }
}

function "create" {
  access { write = [table.things] }
}

function "update" {
  access {
    read  = [table.things]
    write = [table.things]
  }
}

function "delete" {
  access { write = [table.things] }
}

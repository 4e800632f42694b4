# Six small functions behind one API, all with the whole table in their hands.
stack "sand" {}

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
  route "PATCH /things/{id}" { to = function.patch }
  route "DELETE /things/{id}" { to = function.delete }
}

defaults "api" {}

locals { all = [table.things] }

function "create" { # expect topology/grain-of-sand
  access {
    read  = local.all
    write = local.all
  }
}

function "delete" {
  access {
    read  = local.all
    write = local.all
  }
}

function "get" {
  access {
    read  = local.all
    write = local.all
  }
}

function "list" {
  access {
    read  = local.all
    write = local.all
  }
}

function "patch" {
  access {
    read  = local.all
    write = local.all
  }
}

function "update" {
  access {
    read  = local.all
    write = local.all
  }
}

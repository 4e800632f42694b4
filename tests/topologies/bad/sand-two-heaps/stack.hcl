# Two heaps: five readers of one table, five writers of another, and three that are neither.
stack "sand-two-heaps" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

table "one" { key = { id = "S" } }

table "two" { key = { id = "S" } }

function "read" { # expect topology/grain-of-sand
  count  = 5
  memory = 256
  access { read = [table.one] }
}

function "write" { # expect topology/grain-of-sand
  count  = 5
  memory = 512
  access { write = [table.two] }
}

function "other" {
  count = 3
  access { read = [table.one, table.two] }
}

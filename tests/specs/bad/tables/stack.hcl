stack "tables" {}

table "two_keys" {
  key = { id = "S", at = "N" }
}

table "no_key" {
  key = {}
}

table "two_types" {
  key = { id = "S" }
  index "again" { key = { id = "N" } }
}

table "no_sort" {
  key = { id = "S" }
  index "local" { sort = { at = "N" } }
  index "nothing" {}
}

table "units" {
  key  = { id = "S" }
  sort = { at = "N" }
  index "on_demand" {
    key      = { other = "S" }
    capacity = { read = 1, write = 1 }
  }
}

table "wrong_type" {
  key = { id = "string" }
}

table "silent" {
  key = { id = "S" }
}

function "f" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
}

trigger "table" "silent" {
  table = table.silent
  to    = function.f
}

stream "odd" {
  retention  = "90001s"
  encryption = { key = "alias/mine" }
}

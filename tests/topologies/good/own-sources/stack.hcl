# Six workers write to one table, each from a queue of its own: none may read what is another's.
stack "own-sources" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

table "log" { key = { id = "S" } }

queue "dead" {}

locals {
  kinds = toset(["mail", "push", "sms", "fax", "post", "pigeon"])
}

queue "jobs" {
  for_each    = local.kinds
  dead_letter = { queue = queue.dead }
}

function "send" {
  for_each = local.kinds
  access { write = [table.log] }
}

trigger "queue" "jobs" {
  for_each = local.kinds
  queue    = queue.jobs[each.key]
  to       = function.send[each.key]
}

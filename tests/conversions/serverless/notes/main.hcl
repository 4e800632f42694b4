stack "notes" {}

variable "database_url" {
  type        = string
  description = "`DATABASE_URL` of `function.create_note`: it looks like a secret"
  sensitive   = true
}

defaults "function" {
  code    = "input"
  runtime = "nodejs22.x"
  memory  = 1024
  timeout = "6s"
  role    = existing.role.notes
}

function "authorize" { handler = "src/auth.handler" }

function "create_note" {
  name    = "${stack.name}-${stack.stage}-createNote"
  handler = "src/notes.create"
  environment = {
    DATABASE_URL = var.database_url
    TABLE        = table.notes.name
    PLAIN        = "costs $5 or $${10}"
  }
}

api "rest" {
  cors = { origins = ["*"], methods = ["*"], headers = ["*"] }

  authorizer "authorize" {
    lambda = { function = function.authorize, ttl = "5m", payload = "1.0", answer = "policy" }
  }

  route "POST /notes" {
    to        = function.create_note
    authorize = "authorize"
  }

  route "GET /notes/{id}" { to = function.create_note }
}

table "notes" {
  key      = { id = "S" }
  capacity = { read = 1, write = 1 }
}

existing "role" "notes" { arn = "arn:aws:iam::111111111111:role/notes" }

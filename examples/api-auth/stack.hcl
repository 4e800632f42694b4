# Notes behind three kinds of doors: tokens of an issuer, a function that knows keys, and callers who sign.
stack "notes" {
  tags = { team = "notes" }
}

variable "issuer" {
  type        = string
  default     = "https://login.notes.example"
  description = "Who issues the tokens of those who use the API."
}

defaults "function" {
  runtime = "python3.12"
  logs    = { retention = "7d", format = "json" }
}

function "notes" {
  code    = "src/notes"
  handler = "notes.handler"
}

# Knows whom a key belongs to; its answers are kept for five minutes.
function "keys" {
  code        = "src/keys"
  handler     = "keys.handler"
  environment = { KEYS = jsonencode({ "k-1" = "ann", "k-2" = "bob" }) }
}

api "notes" {
  cors = {
    origins = ["https://notes.example"]
    methods = ["GET", "POST"]
    headers = ["authorization", "content-type"]
  }

  # What is not said otherwise is for users, and no route is hammered.
  authorize   = "users"
  throttle    = { rate = 100, burst = 200 }
  access_logs = { retention = "30d" }

  authorizer "users" {
    jwt = { issuer = var.issuer, audience = ["notes"] }
  }

  authorizer "partners" {
    lambda = { function = function.keys, identity = ["$request.header.x-key"], ttl = "5m" }
  }

  route "GET /notes" { to = function.notes }

  route "POST /notes" {
    to       = function.notes
    scopes   = ["notes:write"]
    throttle = { rate = 5, burst = 10 }
  }

  route "GET /partners/notes" {
    to        = function.notes
    authorize = "partners"
  }

  route "GET /internal/notes" {
    to        = function.notes
    authorize = "iam"
  }

  route "GET /health" {
    to        = function.notes
    authorize = "none"
  }
}

output "url" {
  value       = api.notes.url
  description = "Base address of the API."
}

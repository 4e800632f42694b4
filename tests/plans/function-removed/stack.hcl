stack "shop" {}

function "other" {
  code    = "src/v1"
  runtime = "python3.12"
  handler = "app.handler"
  memory  = 128
}

api "shop" {
  route "GET /other" { to = function.other }
}

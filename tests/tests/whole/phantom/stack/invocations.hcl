# Ways into a function that need no other service.
function "letters" {
  name       = "phantom-letters"
  code       = "src"
  runtime    = "python3.12"
  handler    = "app.handler"
  async      = { retries = 1, max_age = "10m" }
  on_success = topic.news
  on_failure = queue.plain
}

trigger "url" "letters" {
  to        = function.letters
  auth      = "none"
  streaming = true
  cors = {
    origins = ["https://shop.example", "https://admin.example"]
    methods = ["POST", "GET"]
    headers = ["x-shop"]
    expose  = ["x-total"]
    max_age = "5m"
  }
}

trigger "url" "silent" { to = function.silent }

trigger "log" "letters" {
  log     = function.main
  to      = function.letters
  pattern = "{ $.level = \"ERROR\" }"
}

trigger "log" "silent" {
  log = function.derived
  to  = function.silent
}

trigger "function" "silent" {
  function = function.silent
  to       = queue.plain
}

trigger "function" "failures" {
  function = function.silent
  on       = "failure"
  to       = topic.news
}

api "inbox" {
  name = "phantom-inbox"

  route "POST /plain" { to = queue.plain }
  route "POST /ordered" { to = queue.ordered }
  route "POST /events" { to = bus.orders }
}

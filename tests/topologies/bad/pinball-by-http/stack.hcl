# Three functions wait for each other through the URLs that they know.
stack "pinball-by-http" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

# Whether an address is called is in the code: not seen.
function "front" { # expect topology/pinball
  environment = { MIDDLE = trigger.url.middle.url }
}

function "middle" {
  environment = { BACK = trigger.url.back.url }
}

function "back" {}

trigger "url" "middle" { to = function.middle }

trigger "url" "back" { to = function.back }

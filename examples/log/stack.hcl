# A function's log calls another function, line by line, as it is written.
stack "watch" {}

defaults "function" {
  runtime = "python3.12"
  code    = "src"
  logs    = { retention = "7d" }
}

function "shop" {
  handler = "shop.handler"
}

function "alert" {
  handler = "alert.handler"
}

trigger "log" "errors" {
  log     = function.shop
  to      = function.alert
  pattern = "?ERROR ?FATAL"
}

audit {
  waive "topology/no-dead-letter" {
    address = function.alert
    reason  = "an alert that fails is in the log of its own function"
  }
}

stack "rollouts" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
}

rollout "at_once" {
  bake           = "5m"
  max_error_rate = "1%"
}

rollout "blind" {
  strategy       = "blue_green"
  max_error_rate = "1%"
}

rollout "short" {
  strategy       = "blue_green"
  bake           = "5m"
  max_error_rate = "1%"
}

function "hourly" { rollout = rollout.short }

trigger "schedule" "hourly" {
  to   = function.hourly
  rate = "1h"
}

function "often" { rollout = rollout.short }

trigger "schedule" "often" {
  to   = function.often
  rate = "1m"
}

function "also_a_page" { rollout = rollout.short }

trigger "schedule" "also_a_page" {
  to   = function.also_a_page
  rate = "1h"
}

trigger "url" "also_a_page" { to = function.also_a_page }

rollout "shifting" { strategy = "canary" }

# Warm environments that follow the traffic: more of them when they are used, and a floor for the mornings.
stack "checkout" {}

rollout "careful" {
  strategy = "blue_green"
  smoke    = { event = {} }
}

function "quote" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  logs    = { retention = "7d" }
  rollout = rollout.careful

  concurrency {
    reserved    = 20
    provisioned = 2
    autoscale   = { min = 1, max = 8, target = "70%" }
    schedule "morning" {
      cron     = "0 7 ? * MON-FRI *"
      timezone = "Europe/Berlin"
      min      = 4
    }
    schedule "evening" {
      cron     = "0 20 ? * MON-FRI *"
      timezone = "Europe/Berlin"
      min      = 1
    }
  }
}

trigger "url" "quote" { to = function.quote }

output "url" { value = trigger.url.quote.url }

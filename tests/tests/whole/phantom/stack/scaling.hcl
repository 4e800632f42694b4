function "scaled" {
  name    = "phantom-scaled"
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"

  concurrency {
    provisioned = 2
    autoscale   = { min = 1, max = 4, target = "60%" }
    schedule "morning" {
      cron     = "0 7 ? * MON-FRI *"
      timezone = "Europe/Berlin"
      min      = 2
      max      = 6
    }
    schedule "launch" {
      at  = "2090-01-31T09:00:00"
      min = 3
    }
  }
}

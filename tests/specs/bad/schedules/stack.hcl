stack "clocks" {}

queue "jobs" {}

bus "main" {}

trigger "schedule" "never" {
  to = queue.jobs
}

trigger "schedule" "twice" {
  to   = queue.jobs
  cron = "0 3 * * ? *"
  rate = "5m"
}

trigger "schedule" "five" {
  to   = queue.jobs
  cron = "0 3 * * *"
}

trigger "schedule" "both_days" {
  to   = queue.jobs
  cron = "0 3 1 * MON *"
}

trigger "schedule" "seconds" {
  to     = queue.jobs
  rate   = "90s"
  window = "100s"
}

trigger "schedule" "dates" {
  to    = queue.jobs
  rate  = "1h"
  start = "tomorrow"
  end   = "2030-01-01T00:00:00"
}

trigger "schedule" "once" {
  to  = queue.jobs
  at  = "2030-01-01"
  end = "2030-01-01T00:00:00Z"
}

trigger "schedule" "no_event" {
  to   = bus.main
  rate = "1h"
}

trigger "schedule" "an_event" {
  to    = queue.jobs
  rate  = "1h"
  event = { source = "clock", detail_type = "Tick" }
}

trigger "schedule" "slow" {
  to    = queue.jobs
  rate  = "10s"
  group = "g"
}

trigger "schedule" "late" {
  to   = queue.jobs
  cron = "0 25 ? * MON-FRI *"
}

trigger "schedule" "no_such_day" {
  to   = queue.jobs
  cron = "0 9 ? * MONDAY *"
}

trigger "schedule" "no_such_date" {
  to = queue.jobs
  at = "2030-02-29T09:00:00"
}

trigger "schedule" "no_such_time" {
  to = queue.jobs
  at = "2030-02-28T24:00:00"
}

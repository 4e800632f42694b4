stack "s" {}

rollout "misspelt" {
  strategy = "cannary"
  step     = [{ weight = "10%", bake = "5m" }]
  holds    = { timeout = "4h" }
  judge {
    alfa   = 0.05
    limits = { error_rates = "5%", duration_p99 = "0.8" }
    signals "http_5xx" {}
  }
}

rollout "shapes" {
  strategy = "Linear10PercentEvery1Minute"
  judge    = { alpha = 0.05 }
  group    = rollout.misspelt
  quiet    = "skip"
  hold     = "4h"
  bake     = "1w"
}

rollout "ranges" {
  strategy      = "Linear10PercentEvery1Minute"
  deadline      = "1s"
  keep_versions = -1
  judge {
    alpha  = "60%"
    margin = 0
    limits = { duration_p99 = "1h", error_rate = "20%" }
    alarms = [queue.jobs, "shop-5xx"]
  }
}

queue "jobs" {}

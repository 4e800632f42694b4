# What the plan alone reads of rollouts: no function uses these.
rollout "shares" {
  strategy  = "canary"
  steps     = [{ weight = "5%", bake = "1m" }, { weight = "50%", bake = "1m" }]
  bake      = "1m"
  group     = "all"
  quiet     = "canary"
  traffic   = { rps = 2, error_rate = "1%" }
  hold      = { timeout = "1h", then = "promote" }
  deadline  = "6h"
  supersede = "abort_first"
  interrupt = "restore"

  judge {
    alpha                 = "1%"
    margin                = "2%"
    min_invocations       = 200
    limits                = { error_rate = "20%", duration_p99 = "800ms" }
    alarms                = ["pager"]
    alarm_aborts          = true
    patience              = "10m"
    on_baseline_unhealthy = "promote"
    signal "http_5xx" {
      source  = "logs"
      pattern = "{ $.status >= 500 }"
    }
  }
}

rollout "evenly" {
  strategy = "linear"
  linear   = { from = "5%", to = "50%", by = "15%", every = "1m" }
  traffic  = { rpm = 20 }
}

rollout "named" {
  strategy = "Canary10Percent5Minutes"
  traffic  = { rph = 20 }
}

rollout "approved" {
  strategy = "blue_green"
  approval = true
}

stack "s" {}

rollout "at_once" {
  group     = "api"
  deadline  = "1h"
  interrupt = "restore"
  hold      = { timeout = "1h" }
  judge { alarms = ["shop-5xx"] }
}

rollout "defaults_say_nothing_new" {
  strategy  = "AllAtOnce"
  interrupt = "detach"
}

rollout "flip" {
  strategy = "blue_green"
  bake     = "5m"
  quiet    = "canary"
  traffic  = { rps = 20 }
  judge {
    margin = "2%"
    limits = { error_rate = "5%" }
    signal "http_5xx" {
      source  = "logs"
      pattern = "{ $.status >= 500 }"
    }
  }
}

rollout "unwatched" {
  strategy = "blue_green"
  judge { limits = { duration_p99 = "800ms" } }
}

rollout "alarmed" {
  strategy = "linear"
  linear   = { by = "25%", every = "5m" }
  judge { alarm_aborts = true }
}

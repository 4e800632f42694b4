stack "s" {}

rollout "hurried" {
  strategy = "canary"
  steps    = [{ weight = "10%", bake = "20m" }, { weight = "50%", bake = "20m" }]
  deadline = "30m"
  approval = true
}

rollout "limits" {
  strategy       = "blue_green"
  bake           = "5m"
  max_error_rate = "1%"
  judge { limits = { error_rate = "2%" } }
}

rollout "no_traffic" {
  strategy = "Canary10Percent30Minutes"
  traffic  = { error_rate = "1%" }
}

rollout "twice" {
  strategy = "Canary10Percent30Minutes"
  traffic  = { rps = 2, rpm = 120 }
}

rollout "none" {
  strategy = "Canary10Percent30Minutes"
  traffic  = { rph = 0.0 }
}

rollout "approved" {
  strategy = "blue_green"
  approval = true
  hold     = { timeout = "1d", then = "promote" }
}

stack "s" {}

rollout "shares_of_nothing" { strategy = "canary" }

rollout "even_shares_of_nothing" { strategy = "linear" }

rollout "not_a_canary" {
  strategy = "blue_green"
  bake     = "5m"
  steps    = [{ weight = "10%", bake = "5m" }]
}

rollout "forgotten" {
  steps = [{ weight = "10%", bake = "5m" }]
}

rollout "both" {
  strategy = "linear"
  steps    = [{ weight = "10%", bake = "5m" }]
  linear   = { by = "10%", every = "3m" }
}

rollout "predefined" {
  strategy = "Canary10Percent5Minutes"
  linear   = { by = "10%", every = "3m" }
}

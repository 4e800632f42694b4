stack "s" {}

rollout "shrinks" {
  strategy = "canary"
  steps = [
    { weight = "5%", bake = "5m" },
    { weight = "25%", bake = "0s" },
    { weight = "25%", bake = "10m" },
    { weight = 0.1, bake = "10m" },
  ]
}

rollout "all_or_nothing" {
  strategy = "canary"
  steps    = [{ weight = "0%", bake = "5m" }, { weight = "100%", bake = "5m" }]
}

rollout "percents" {
  strategy = "canary"
  steps    = [{ weight = 5, bake = "5m" }]
}

rollout "incomplete" {
  strategy = "canary"
  steps    = [{ weight = "5%" }, { share = "10%", bake = "5m" }]
}

rollout "no_list" {
  strategy = "canary"
  steps    = { weight = "5%", bake = "5m" }
}

rollout "days" {
  strategy = "canary"
  steps    = [{ weight = "5%", bake = "2d" }]
}

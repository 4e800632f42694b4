stack "s" {}

rollout "backwards" {
  strategy = "linear"
  linear   = { from = "60%", to = "50%", by = "10%", every = "3m" }
}

rollout "too_little" {
  strategy = "linear"
  linear   = { by = "0.5%", every = "3m" }
}

rollout "incomplete" {
  strategy = "linear"
  linear   = { from = "10%" }
}

rollout "no_time" {
  strategy = "linear"
  linear   = { by = "10%", every = "3 minutes" }
}

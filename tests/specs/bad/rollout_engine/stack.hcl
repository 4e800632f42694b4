stack "s" {}

rollout "together" {
  strategy = "CodeDeployDefault.LambdaCanary10Percent10Minutes"
  engine   = "codedeploy"
  group    = "api"
}

rollout "steps" {
  strategy = "canary"
  engine   = "codedeploy"
  steps    = [{ weight = "5%", bake = "5m" }, { weight = "50%", bake = "5m" }]
}

rollout "seconds" {
  strategy = "canary"
  engine   = "codedeploy"
  steps    = [{ weight = "5%", bake = "90s" }]
}

rollout "uneven" {
  strategy = "linear"
  engine   = "codedeploy"
  linear   = { from = "5%", by = "20%", every = "3m" }
}

rollout "even" {
  strategy = "linear"
  engine   = "codedeploy"
  linear   = { by = "20%", every = "3m" }
  judge {
    alarms = ["shop-5xx"]
    margin = "2%"
    signal "http_5xx" {
      source  = "logs"
      pattern = "{ $.status >= 500 }"
    }
  }
}

rollout "flip" {
  strategy = "blue_green"
  engine   = "codedeploy"
  bake     = "5m"
}

rollout "other" {
  strategy = "AllAtOnce"
  engine   = "argo"
}

stack "s" {}

rollout "heavy" {
  strategy = "Canary10Percent5Minutes"
  judge {
    signal "http_5xx" {
      source  = "logs"
      pattern = "{ $.status >= 500 }"
    }
    signal "refused" {
      source  = "logs"
      pattern = "refused"
      weight  = "60%"
    }
  }
}

rollout "half" {
  strategy = "Canary10Percent5Minutes"
  judge {
    signal "logs" { source = "logs" }
    signal "metric" {
      source    = "metric"
      namespace = "Shop"
    }
    signal "mixed" {
      source    = "logs"
      pattern   = "ERROR"
      namespace = "Shop"
      weight    = "5%"
    }
    signal "nothing" { pattern = "ERROR" }
    signal "unknown" { source = "traces" }
  }
}

rollout "twice" {
  strategy = "Canary10Percent5Minutes"
  judge {
    signal "one" {
      source  = "logs"
      pattern = "ERROR"
    }
    signal "one" {
      source  = "logs"
      pattern = "FATAL"
    }
  }
  judge { alpha = 0.05 }
}

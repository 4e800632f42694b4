stack "s" {}

rollout "api" {
  strategy = "canary"
  steps    = [{ weight = "10%", bake = "5m" }]
  group    = "shop"
  smoke    = { http = "GET /orders" }
}

rollout "api_too" {
  strategy = "canary"
  steps    = [{ weight = "10%", bake = "5m" }]
  group    = "shop"
  smoke    = { event = {} }
}

rollout "slower" {
  strategy = "canary"
  steps    = [{ weight = "10%", bake = "15m" }]
  group    = "shop"
}

rollout "stricter" {
  strategy = "canary"
  steps    = [{ weight = "10%", bake = "5m" }]
  group    = "shop"
  judge { margin = "0.5%" }
}

stack "shop" {}

rollout "a" {
  smoke = { http = "health" }
}

rollout "b" {
  smoke = { http = "GET /health", event = {}, expect = { status = 99 } }
}

stack "shop" {}

rollout "careful" {
  strategy       = "blue_grene"
  max_error_rate = 5
}

rollout "worse" {
  max_error_rate = "130%"
  smoke          = {}
}

stack "shop" {}

stage "prod" {
  account = "22222222222a"
  vars    = { nothing = 1 }
}

stack "shop" {}

stage "prod" {
  account = "22222222222a"
}

stage "pr-*" {}

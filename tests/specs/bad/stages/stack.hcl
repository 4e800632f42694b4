stack "shop" {
  region = stack.region
}

stage "prod" {
  account = 022222222222
  region  = "Frankfurt"
  ledger  = "s3:acme"
  ttl     = "soon"
  data    = "temporary"
  protect = "maybe"
  vars    = ["a"]
}

stage "prod" {}

stage "pr *" {}

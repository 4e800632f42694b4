stack "shop" {}

stage "prod" {}

stage "dev" {}

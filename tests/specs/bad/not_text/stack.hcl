stack "shop" {}

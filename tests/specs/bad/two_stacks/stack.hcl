stack "shop" {}

stack "store" {}

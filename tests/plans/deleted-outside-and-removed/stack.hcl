stack "shop" {}

queue "dead" {
}

stack "shop" {}

queue "a" {
  policy = <<EOT
EOT
}

queue "b" {
  policy = <<EOT
{}
EOT
}

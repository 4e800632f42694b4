stack "shop" {}

queue "a" {
  policy = << EOT
{}
EOT
}

queue "b" {
  policy = <<EOT {}
EOT
}

queue "c" {
  policy = <<-EOT
    {
      "Version": "2012-10-17"
    }
  END
}

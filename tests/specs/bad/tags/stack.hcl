stack "tags" {
  tags = { "aws:team" = "x", team = "checkout" }
}

queue "a" {
  tags = { "Cutover:owner" = "me", long = join("", [for n in range(257) : "x"]) }
}

queue "b" {
  tags = { for n in range(45) : "t${n}" => "v" }
}

queue "c" {
  tags = { sums = "1 + 1 = 2", cost = "5 €", (join("", [for n in range(129) : "n"])) = "x" }
}

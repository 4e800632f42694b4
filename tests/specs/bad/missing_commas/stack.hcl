stack "shop" {}

queue "a" {
  tags = { one = "1" two = "2" }
}

locals {
  list = ["a" "b"]
}

queue "c" {
  tags = merge({ a = 1 } { b = 2 })
}

api "shop" {
  cors = {
    origins = [
      "https://a.example"
      "https://b.example"
    ]
  }
}

queue "d" {
  name = "d",
}

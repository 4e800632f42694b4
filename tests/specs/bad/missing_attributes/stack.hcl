stack "shop" {}

function "orders" {
  environment = { A = "b" }
}

queue "jobs" {
  dead_letter = { max_receive = 3 }
}

role "r" {
  allow "x" {
    actions = ["s3:GetObject"]
  }
}

output "o" {}

existing "role" "deployer" {}

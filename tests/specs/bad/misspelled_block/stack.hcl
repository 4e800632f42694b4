stack "shop" {}

fucntion "orders" {
  code = "src"
}

resource "aws_sqs_queue" "jobs" {}

queue "jobs" {
  tags {
    team = "checkout"
  }
}

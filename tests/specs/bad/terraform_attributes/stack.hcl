stack "shop" {}

function "orders" {
  filename      = "orders.zip"
  function_name = "orders"
  memory_size   = 512
  runtime       = "python3.12"
  handler       = "app.handler"

  environment {
    variables = { A = "b" }
  }

  dead_letter_config {
    target_arn = "arn:aws:sqs:eu-west-1:111122223333:dead"
  }

  tracing_config {
    mode = "Active"
  }
}

queue "jobs" {
  visibility_timeout_seconds = 30
  redrive_policy             = jsonencode({ maxReceiveCount = 4 })
}

table "orders" {
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"

  attribute {
    name = "id"
    type = "S"
  }
}

variable "size" {
  validation {
    condition     = var.size > 0
    error_message = "size is positive"
  }
}

api "shop" {
  cors     = { origins = ["https://shop.example"], methods = ["POST", "GET"], max_age = "5m" }
  throttle = { rate = 200, burst = 400 }
  route "POST /orders" { to = function.create_order }
  route "GET /orders/{id}" { to = function.create_order }
  route "$default" { to = function.worker }
}

queue "jobs" {
  visibility_timeout = "3m"
  dead_letter        = { queue = queue.dead }
}

queue "dead" {
  retention = "14d"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:SendMessage", Resource = "*" }]
  })
}

queue "regional" {
  for_each = var.regions
  delay    = each.value
  tags     = { region = each.key }
}

queue "numbered" {
  count = 2
  fifo  = true
  name  = "numbered-${count.index}.fifo"
}

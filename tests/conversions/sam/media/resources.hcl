api "front" {
  cors      = { origins = ["https://media.example"], methods = ["GET"] }
  authorize = "users"
  throttle  = { rate = 10, burst = 20 }

  authorizer "users" { jwt = { issuer = "https://login.media.example", audience = ["media"] } }

  authorizer "pool" {
    jwt = {
      issuer   = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc"
      audience = [var.pool_audience]
    }
  }

  route "GET /pictures/{id}" { to = function.search }

  route "ANY /health" {
    to        = function.search
    authorize = "none"
  }
}

queue "failed" { retention = "14d" }

topic "news" {}

table "index" {
  key    = { id = "S" }
  sort   = { at = "N" }
  stream = "new_image"
  ttl    = "until"

  index "by_owner" {
    key        = { owner = "S" }
    attributes = ["title"]
  }
}

bucket "pictures" {
  name       = var.bucket
  versioning = true
  lifecycle  = [{ prefix = "tmp/", expire = "7d" }]
}

bus "bus" { name = "media" }

stream "clicks" {
  retention = "2d"
  shards    = 1
}

alarm "errors" {
  metric     = "Errors"
  namespace  = "AWS/Lambda"
  period     = "1m"
  periods    = 1
  missing    = "ok"
  on_alarm   = [topic.news.arn]
  dimensions = { FunctionName = function.search.name }
  statistic  = "Sum"
  above      = 5
}

# Statements of one's own that read, and one that writes elsewhere.
stack "read-only-statement" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  timeout = "10s"
}

bucket "texts" {}

bucket "counts" {}

queue "dead" {}

function "count" {
  on_failure = queue.dead

  access {
    allow = [
      { actions = ["s3:Get*", "s3:List*"], resources = [bucket.texts.arn, "${bucket.texts.arn}/*"] },
      { actions = ["s3:PutObject"], resources = ["${bucket.counts.arn}/*"] },
      { actions = ["cloudwatch:PutMetricData"], resources = ["*"] },
    ]
  }
}

trigger "bucket" "texts" {
  bucket = bucket.texts
  to     = function.count
}

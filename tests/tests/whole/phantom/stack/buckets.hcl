# Buckets and the entries in their notifications.
bucket "pictures" {
  name                = "phantom-pictures"
  versioning          = true
  encryption          = { key = "arn:aws:kms:us-east-1:000000000000:key/1" }
  block_public_access = false
  event_bridge        = true
  lifecycle = [
    { prefix = "tmp/", expire = "30d" },
    { expire_old_versions = "7d", abort_uploads = "3d" },
  ]
  cors = [{
    origins = ["https://shop.example"]
    methods = ["PUT", "GET"]
    headers = ["x-shop"]
    expose  = ["etag"]
    max_age = "5m"
  }]
  policy = {
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::000000000000:root" }
      Action    = ["s3:GetObject"]
      Resource  = "arn:aws:s3:::phantom-pictures/*"
    }]
  }
  tags = { tier = "back" }
}

bucket "silent" {}

trigger "bucket" "resize" {
  bucket = bucket.pictures
  to     = function.derived
  events = ["ObjectCreated:Put", "ObjectCreated:Copy"]
  prefix = "in/"
  suffix = ".jpg"
}

trigger "bucket" "silent" {
  bucket = bucket.silent
  to     = queue.plain
}

trigger "bucket" "resting" {
  bucket  = bucket.silent
  to      = function.derived
  enabled = false
}

queue "plain" {}

existing "bucket" "archive" {
  name = "phantom-archive"
}

function "filer" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"

  access {
    read   = [bucket.pictures, existing.bucket.archive]
    write  = [bucket.pictures]
    delete = [bucket.silent]
    list   = [bucket.silent]
  }
}

# Pictures come into a bucket; a queue takes the notes of it, so that a flood of uploads waits instead of failing; a function
# looks at each picture, keeps what it found in a table and tells a topic; whoever wants to know listens to the topic.
stack "images" {
  tags = { team = "media" }
}

bucket "pictures" {
  lifecycle = [{ prefix = "incoming/", expire = "30d" }]
}

trigger "bucket" "incoming" {
  bucket = bucket.pictures
  to     = queue.uploads
  prefix = "incoming/"
}

queue "uploads" {
  visibility_timeout = "1m"
  dead_letter        = { queue = queue.unreadable, max_receive = 2 }
}

queue "unreadable" {
  retention = "14d"
}

table "pictures" {
  key = { key = "S" }

  index "by_kind" {
    key  = { kind = "S" }
    sort = { width = "N" }
  }
}

topic "described" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  timeout = "10s"
  logs    = { retention = "7d" }
}

function "describe" {
  handler     = "describe.handler"
  environment = { PICTURES = table.pictures.name, TOPIC = topic.described.arn }

  access {
    read    = [bucket.pictures]
    write   = [table.pictures]
    publish = [topic.described]
  }
}

trigger "queue" "uploads" {
  queue           = queue.uploads
  to              = function.describe
  report_failures = true
  max_concurrency = 10
}

function "announce" {
  handler = "announce.handler"
}

trigger "topic" "described" {
  topic = topic.described
  to    = function.announce
}

output "bucket" { value = bucket.pictures.name }
output "pictures" { value = table.pictures.name }
output "unreadable" { value = queue.unreadable.url }

audit {
  waive "topology/no-dead-letter" {
    address = function.announce
    reason  = "what is announced is in the table as well"
  }
}

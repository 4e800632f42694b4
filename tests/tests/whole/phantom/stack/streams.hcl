# Data streams and what reads them.
stream "clicks" {
  name       = "phantom-clicks"
  shards     = 2
  retention  = "48h"
  encryption = { key = "alias/aws/kinesis" }
  tags       = { tier = "front" }
}

stream "silent" {}

existing "stream" "archive" {
  name = "phantom-archive"
}

trigger "stream" "clicks" {
  stream            = stream.clicks
  to                = function.clicker
  starting_position = "latest"
  batch_size        = 7
  batch_window      = "5s"
  parallel          = 2
  retries           = 3
  max_age           = "1h"
  bisect            = true
  report_failures   = true
  filter            = [{ data = { page = ["start"] } }]
  on_failure        = topic.news
  enabled           = false
  tags              = { tier = "back" }
}

trigger "stream" "silent" {
  stream = stream.silent
  to     = function.clicker
}

function "clicker" {
  name    = "phantom-clicker"
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"

  access {
    read = [stream.clicks, existing.stream.archive]
    put  = [stream.clicks, existing.stream.archive]
  }
}

trigger "url" "search" {
  to        = function.search
  auth      = "none"
  streaming = true
  cors      = { origins = ["*"] }
}

trigger "bucket" "uploaded" {
  bucket = bucket.pictures
  to     = function.thumbnails
  events = ["ObjectCreated:*"]
  prefix = "in/"
}

trigger "table" "changed" {
  table             = table.index
  to                = function.thumbnails
  batch_size        = 50
  starting_position = "latest"
  bisect            = true
}

trigger "stream" "clicks" {
  stream            = stream.clicks
  to                = function.thumbnails
  starting_position = "trim_horizon"
}

trigger "topic" "told" {
  topic  = topic.news
  to     = function.thumbnails
  filter = { kind = ["picture"] }
}

trigger "event" "placed" {
  to      = function.thumbnails
  pattern = { source = ["media"] }
  bus     = bus.bus
}

trigger "log" "lines" {
  log     = function.search
  to      = function.thumbnails
  pattern = "ERROR"
}

trigger "schedule" "weekly" {
  to       = function.thumbnails
  rate     = "7d"
  timezone = "Europe/Berlin"
  enabled  = false
}

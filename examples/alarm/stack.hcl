# Orders that fail, and orders that pile up, raise an alarm each; people hear of it when both do.
stack "watched" {}

topic "on_call" {}

queue "jobs" {}

# What people would read.
queue "pager" {}

trigger "topic" "pager" {
  topic = topic.on_call
  to    = queue.pager
  raw   = true
}

function "order" {
  code    = "src"
  runtime = "python3.12"
  handler = "order.handler"
  logs    = { retention = "7d" }
}

function "note" {
  code    = "src"
  runtime = "python3.12"
  handler = "note.handler"
  logs    = { retention = "7d" }
}

alarm "errors" {
  description = "Orders fail."
  of          = function.order
  metric      = "Errors"
  at_least    = 1
  periods     = 5
  datapoints  = 1
  missing     = "ok"
  on_alarm    = [topic.on_call, function.note]
}

alarm "slow" {
  of        = function.order
  metric    = "Duration"
  statistic = "p99"
  above     = 2500.5
  periods   = 3
}

alarm "backlog" {
  of        = queue.jobs
  metric    = "ApproximateAgeOfOldestMessage"
  statistic = "Maximum"
  above     = 600
  period    = "5m"
}

alarm "bad_day" {
  any_of      = [alarm.errors, alarm.backlog]
  description = "Something is wrong with orders."
}

output "pager" { value = queue.pager.url }

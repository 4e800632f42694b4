# Alarms on metrics and on alarms.
alarm "errors" {
  name        = "phantom-errors"
  description = "Sets everything."
  of          = function.main
  metric      = "Errors"
  statistic   = "p99.5"
  period      = "2m"
  periods     = 5
  datapoints  = 3
  at_most     = 0.5
  missing     = "ok"
  on_alarm    = [topic.news, function.silent]
  on_ok       = [topic.news]
  on_missing  = [existing.topic.alarms]
  enabled     = false
  tags        = { tier = "front" }
}

alarm "silent" {
  namespace = "Shop"
  metric    = "Orders"
  below     = 1
}

alarm "above" {
  namespace  = "Shop"
  metric     = "Refunds"
  dimensions = { Shop = "berlin" }
  above      = 10
}

alarm "least" {
  of       = topic.news
  metric   = "NumberOfNotificationsFailed"
  at_least = 2
}

alarm "all" { all_of = [alarm.above, alarm.least] }

alarm "both" {
  name        = "phantom-both"
  description = "Sets everything."
  rule        = "ALARM(\"phantom-errors\") AND NOT OK(\"${alarm.silent.name}\")"
  on_alarm    = [topic.news]
  on_ok       = [topic.news]
  on_missing  = [topic.news]
  enabled     = false
  tags        = { tier = "front" }
}

alarm "any" { any_of = [alarm.errors, alarm.silent] }

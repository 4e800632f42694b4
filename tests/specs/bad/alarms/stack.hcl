stack "alarms" {}

queue "jobs" {}

topic "told" {}

alarm "nothing" {}

alarm "several" {
  of     = queue.jobs
  metric = "NumberOfMessagesSent"
  rule   = "TRUE"
  above  = 1
}

alarm "whose" {
  metric = "Errors"
  above  = 1
  below  = 5
}

alarm "odd" {
  of         = queue.jobs
  metric     = "NumberOfMessagesSent"
  statistic  = "p101"
  period     = "45s"
  periods    = 2000
  datapoints = 2001
}

queue "jobs" {}

stack "waivers" {}

queue "jobs" {}

audit {
  waive "topology/endles-loop" {
    address = queue.jobs
    reason  = "misspelt"
  }

  waive "everything" {
    address = queue.jobs
    reason  = "there is no such rule"
  }

  waive "topology/no-dead-letter" { address = queue.jobs }

  waive "topology/no-dead-letter" {
    address = queue.jobs
    reason  = ""
  }

  waive "topology/no-dead-letter" { reason = "for nobody" }

  waive "topology/no-dead-letter" {
    address = queue.jobs
    reason  = "till the cows come home"
    until   = "2027-02-30"
  }

  waive "topology/no-dead-letter" {
    address = "jobs"
    reason  = "half an address"
  }

  waive "topology/no-dead-letter" {
    address = "queue.job"
    reason  = "an address of nothing"
  }

  waive "topology/no-dead-letter" {
    address = queue.jobs
    reason  = "over and done"
    until   = "2026-06-29"
  }

  waive "topology/no-dead-letter" {
    address = queue.jobs
    reason  = "today is the last day"
    until   = "2026-06-30"
  }

  forgive "topology/no-dead-letter" {}
}

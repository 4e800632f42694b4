stack "shop" {}

queue "jobs" {
  depends_on = ["queue.dead", "${queue.dead}"]
}

queue "others" {
  depends_on = queue.dead
}

queue "third" {
  depends_on = [queue.dead.arn, queue.daed]
}

queue "dead" {}

stack "shop" {}

queue "jobs" {}

locals {
  url       = aws_sqs_queue.jobs.url
  region    = data.aws_region.current.name
  workspace = terraform.workspace
  number    = count.index
  key       = each.key
  own       = self.arn
  other     = locals.url
  variable  = variable.log_level
  bare      = var
  secret    = env.TOKEN
}

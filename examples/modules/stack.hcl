# Workers of one shape: a module is written once and used for each of them.
stack "pipeline" {}

locals {
  workers = {
    resize = { handler = "worker.resize", memory = 256 }
    post   = { handler = "worker.post", memory = null }
  }
}

module "worker" {
  source   = "./worker"
  for_each = local.workers
  handler  = each.value.handler
  memory   = each.value.memory
}

output "resize" { value = module.worker["resize"].jobs }
output "post" { value = module.worker["post"].jobs }

stack "shop" {}

# Where modules come from.
module "missing" { source = "./nowhere" }
module "registry" { source = "terraform-aws-modules/lambda/aws" }
module "computed" { source = "./${stack.name}" }
module "sourceless" {}
module "empty" { source = "./empty" }
module "circle" { source = "./circle" }
module "broken" { source = "./broken" }

# What they are given.
module "child" {
  source  = "./child"
  size    = "many"
  colour  = "red"
  sizee   = 1
}

module "twice" {
  source   = "./child"
  name     = "n"
  size     = 11
  for_each = ["b", "a", "a"]
}

# What they give.
function "f" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
  environment = {
    A = module.child.outputt
    B = module.child.queue.hidden
    C = module.nobody.x
    D = module.child
  }
  precondition {
    condition = queue.jobs.arn != ""
    error     = "never known"
  }
  postcondition {
    condition = self.memory > 1000
    error     = "memory is ${self.memory}, which is too little"
  }
  postcondition { condition = true }
}

queue "jobs" {}

output "o" {
  value = 1
  precondition {
    condition = queue.jobs.delay > 0
    error     = "jobs must wait"
  }
}

# Where things went.
moved {
  from = queue.jobs
  to   = queue.work
}
moved {
  from = queue.gone
  to   = function.f
}
moved {
  from = "queue.x"
  to   = queue.jobs
}
moved {
  to = queue.jobs
}

# A loop between two instances of one module: each sends to the queue that the other one reads.
stack "loop-in-module" {}

module "ping" {
  source = "./worker"
  next   = module.pong.queue
}

module "pong" {
  source = "./worker"
  next   = module.ping.queue
}

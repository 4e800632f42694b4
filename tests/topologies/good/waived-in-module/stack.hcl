# Two instances of one module, whose own waivers hold for each of them.
stack "waived-in-module" {}

module "eu" { source = "./worker" }

module "us" { source = "./worker" }

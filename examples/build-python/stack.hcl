# A Python function with a package that has compiled parts: the wheel for Lambda's platform goes into the package.
stack "page" {}

variable "architecture" {
  type    = string
  default = "x86_64"
  validation {
    condition = contains(["x86_64", "arm64"], var.architecture)
    error     = "the architecture is x86_64 or arm64"
  }
}

locals {
  platform = { x86_64 = "manylinux2014_x86_64", arm64 = "manylinux2014_aarch64" }
}

build "render" {
  command = ["python3", "build.py", local.platform[var.architecture], "3.12"]
  inputs  = ["src/**", "requirements.txt", "build.py"]
  output  = "dist"
}

function "render" {
  code         = build.render.output
  runtime      = "python3.12"
  handler      = "render.handler"
  architecture = var.architecture
  logs         = { retention = "7d" }
}

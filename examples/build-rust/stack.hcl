# A function in Rust: one static program that speaks Lambda's runtime interface.
stack "stone" {}

variable "architecture" {
  type    = string
  default = "x86_64"
  validation {
    condition = contains(["x86_64", "arm64"], var.architecture)
    error     = "the architecture is x86_64 or arm64"
  }
}

build "echo" {
  command = ["sh", "build.sh", var.architecture == "arm64" ? "aarch64" : "x86_64"]
  inputs  = ["src/**", "Cargo.toml", "Cargo.lock", "build.sh"]
  output  = "dist"
}

function "echo" {
  code         = build.echo.output
  runtime      = "provided.al2023"
  handler      = "bootstrap"
  architecture = var.architecture
  logs         = { retention = "7d" }
}

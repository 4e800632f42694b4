# A function in Go: the compiler makes the program for any processor, so the build is one command.
stack "brook" {}

variable "architecture" {
  type    = string
  default = "x86_64"
  validation {
    condition = contains(["x86_64", "arm64"], var.architecture)
    error     = "the architecture is x86_64 or arm64"
  }
}

build "echo" {
  command     = ["go", "build", "-trimpath", "-ldflags=-s -w", "-o", "dist/bootstrap", "."]
  environment = { GOOS = "linux", GOARCH = var.architecture == "arm64" ? "arm64" : "amd64", CGO_ENABLED = "0" }
  inputs      = ["*.go", "go.mod"]
  output      = "dist"
}

function "echo" {
  code         = build.echo.output
  runtime      = "provided.al2023"
  handler      = "bootstrap"
  architecture = var.architecture
  logs         = { retention = "7d" }
}

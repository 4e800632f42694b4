stack "shop" {}

stage "dev" {
  artifacts = "https://acme/artifacts"
}

build "nothing" {
  command = []
  inputs  = []
  output  = "dist/nothing"
}

build "out" {
  command = ["make"]
  inputs  = ["../src/**"]
  output  = "../dist"
}

build "all" {
  command = ["make"]
  inputs  = ["src/**"]
  output  = "./"
}

build "ours" {
  command = ["make"]
  inputs  = ["src/**"]
  output  = ".cutover/code"
}

build "one" {
  command = ["make"]
  inputs  = ["src/**"]
  output  = "dist/one"
}

build "same" {
  command = ["make"]
  inputs  = ["src/**"]
  output  = "./dist/one/"
}

build "within" {
  command = ["make"]
  inputs  = ["src/**"]
  output  = "dist/one/within"
}

build "early" {
  command     = ["make", queue.jobs.url]
  inputs      = ["src/**"]
  output      = "dist/early"
  environment = { QUEUE = queue.jobs.arn }
  for_each    = ["a"]
}

queue "jobs" {}

function "unbuilt" {
  code    = "${build.one.output}/unbuilt"
  runtime = "python3.12"
  handler = "app.handler"
}

function "elsewhere" {
  code    = "s3://acme-code/elsewhere.zip"
  runtime = "python3.12"
  handler = "app.handler"
}

function "unknown" {
  code    = build.two.output
  runtime = "python3.12"
  handler = "app.handler"
}

function "field" {
  code    = build.one.result
  runtime = "python3.12"
  handler = "app.handler"
}

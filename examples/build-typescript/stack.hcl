# Two functions in TypeScript, bundled with what they share and with what they take from npm.
stack "shelf" {}

build "packages" {
  command = ["npm", "ci", "--no-audit", "--no-fund"]
  inputs  = ["package.json", "package-lock.json"]
  output  = "node_modules"
}

build "bundles" {
  command = ["node", "build.mjs"]
  # The second build works from what the first one makes, so it comes after it.
  inputs = ["src/**", "build.mjs", "${build.packages.output}/.package-lock.json"]
  output = "dist"
}

defaults "function" {
  runtime = "nodejs22.x"
  handler = "index.handler"
  logs    = { retention = "7d" }
}

function "add" {
  code = "${build.bundles.output}/add"
}

function "total" {
  code = "${build.bundles.output}/total"
}

stack "canary" {}

variable "release" {
  type    = string
  default = "1"
}

variable "fault" {
  type    = number
  default = 0

  validation {
    condition = var.fault >= 0 && var.fault <= 100
    error     = "fault is the percentage of requests that are answered with status 500"
  }
}

# A tenth of the traffic, then half of it; the judge compares what the two versions do with theirs.
rollout "careful" {
  strategy = "canary"
  steps    = [{ weight = "10%", bake = "6s" }, { weight = "50%", bake = "10s" }]
  smoke    = { http = "GET /", expect = { status = 200 } }
  quiet    = "canary"

  judge {
    margin = "3%"

    # Lambda counts an answer with status 500 as a success: the log tells.
    signal "http_5xx" {
      source  = "logs"
      pattern = "{ $.status >= 500 }"
      weight  = 0.6
    }
  }
}

function "greet" {
  code        = "src"
  runtime     = "python3.12"
  handler     = "app.handler"
  environment = { RELEASE = var.release, FAULT = var.fault }
  rollout     = rollout.careful
}

api "web" {
  throttle = { rate = 500, burst = 500 }

  route "GET /" { to = function.greet }
}

output "url" { value = api.web.url }

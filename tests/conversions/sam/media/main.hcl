stack "media" {}

variable "bucket" {
  type        = string
  description = "Where pictures are put"
}

variable "subnets" { type = list(string) }

variable "pool_audience" {
  type        = string
  description = "the app client's id that the tokens of `Pool` are meant for"
}

variable "endpoint" {
  type        = string
  description = "`ENDPOINT` of `function.search`: `Domain` is an `AWS::OpenSearchService::Domain`, which has no block here"
}

variable "search_password" {
  type        = string
  description = "`SEARCH_PASSWORD` of `function.search`: it looks like a secret"
  sensitive   = true
}

variable "signer" {
  type        = string
  description = "`SIGNER` of `function.search`: `{{resolve:...}}` is CloudFormation's; a spec never holds a secret's value"
}

variable "picture_image" {
  type        = string
  description = "the image of `function.picture`, by its digest: a tag can mean another image tomorrow"
}

locals { sizes = { dev = { memory = 512 }, prod = { memory = 2048 } } }

existing "secret" "search_ab_cd_ef" {
  arn = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:search-AbCdEf"
}

output "address" { value = api.front.url }
output "search" { value = "${api.front.url}/pictures" }

# Values that the source did not say. Replace each, then plan with `--var-file values.vars.hcl`.
# Keep the file out of version control once it holds a secret.

# Where pictures are put
bucket = "change-me"

# the parameter `Subnets` of the template, without a default
subnets = ["subnet-00000000"]

# the app client's id that the tokens of `Pool` are meant for
pool_audience = "change-me"

# `ENDPOINT` of `function.search`: `Domain` is an `AWS::OpenSearchService::Domain`, which has no block here
endpoint = "change-me"

# `SEARCH_PASSWORD` of `function.search`: it looks like a secret
search_password = "change-me"

# `SIGNER` of `function.search`: `{{resolve:...}}` is CloudFormation's; a spec never holds a secret's value
signer = "change-me"

# the image of `function.picture`, by its digest: a tag can mean another image tomorrow
picture_image = "000000000000.dkr.ecr.us-east-1.amazonaws.com/change-me@sha256:0000000000000000000000000000000000000000000000000000000000000000"

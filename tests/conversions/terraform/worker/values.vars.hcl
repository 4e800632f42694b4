# Values that the source did not say. Replace each, then plan with `--var-file values.vars.hcl`.
# Keep the file out of version control once it holds a secret.

# `environment.variables.API_TOKEN` of `aws_lambda_function.worker`, which Terraform holds to be sensitive
api_token = "change-me"

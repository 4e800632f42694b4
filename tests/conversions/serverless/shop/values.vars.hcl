# Values that the source did not say. Replace each, then plan with `--var-file values.vars.hcl`.
# Keep the file out of version control once it holds a secret.

# `${ssm:/shop/stripe}` of the source
stripe = "change-me"

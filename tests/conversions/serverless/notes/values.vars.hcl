# Values that the source did not say. Replace each, then plan with `--var-file values.vars.hcl`.
# Keep the file out of version control once it holds a secret.

# `DATABASE_URL` of `function.create_note`: it looks like a secret
database_url = "change-me"

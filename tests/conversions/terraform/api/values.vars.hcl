# Values that the source did not say. Replace each, then plan with `--var-file values.vars.hcl`.
# Keep the file out of version control once it holds a secret.

# `DB_PASSWORD` of `function.orders`: it looks like a secret
db_password = "change-me"

size   = { width = "wide" }
colour = "red"

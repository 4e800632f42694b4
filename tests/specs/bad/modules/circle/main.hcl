module "back" { source = "../circle" }

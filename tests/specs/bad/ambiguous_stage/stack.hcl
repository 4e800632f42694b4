stack "shop" {}

stage "pr-*" {}

stage "*-pr" {}

stage "pr-*" {}

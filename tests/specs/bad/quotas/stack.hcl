stack "quotas" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
}

function "f" {}

role "some" { managed = [for n in range(11) : "arn:aws:iam::aws:policy/P${n}"] }

role "many" { managed = [for n in range(26) : "arn:aws:iam::aws:policy/P${n}"] }

api "a" {
  throttle = { rate = 20000, burst = 6000 }
  scopes   = [for n in range(11) : "s${n}"]

  authorizer "a0" { jwt = { issuer = "https://a.example", audience = [for n in range(51) : "a${n}"] } }
  authorizer "a1" { jwt = { issuer = "https://a.example", audience = ["a"] } }
  authorizer "a2" { jwt = { issuer = "https://a.example", audience = ["a"] } }
  authorizer "a3" { jwt = { issuer = "https://a.example", audience = ["a"] } }
  authorizer "a4" { jwt = { issuer = "https://a.example", audience = ["a"] } }
  authorizer "a5" { jwt = { issuer = "https://a.example", audience = ["a"] } }
  authorizer "a6" { jwt = { issuer = "https://a.example", audience = ["a"] } }
  authorizer "a7" { jwt = { issuer = "https://a.example", audience = ["a"] } }
  authorizer "a8" { jwt = { issuer = "https://a.example", audience = ["a"] } }
  authorizer "a9" { jwt = { issuer = "https://a.example", audience = ["a"] } }
  authorizer "a10" { jwt = { issuer = "https://a.example", audience = ["a"] } }

  route "GET /" {
    to        = function.f
    authorize = "a1"
    scopes    = [for n in range(11) : "s${n}"]
    throttle  = { rate = 100, burst = 5001 }
  }
}

table "read_by_three" {
  key    = { id = "S" }
  stream = "keys_only"
}

trigger "table" "t" {
  count = 3
  table = table.read_by_three
  to    = function.f
}

table "indexed" {
  key = { id = "S" }

  index "a" {
    key        = { a = "S" }
    attributes = [for n in range(60) : "a${n}"]
  }

  index "b" {
    key        = { b = "S" }
    attributes = [for n in range(41) : "a${n}"]
  }
}

bucket "b" {}

queue "q" {}

trigger "bucket" "t" {
  count  = 101
  bucket = bucket.b
  to     = queue.q
  prefix = "p${count.index}/"
}

alarm "one" {
  count    = 101
  of       = queue.q
  metric   = "ApproximateAgeOfOldestMessage"
  above    = count.index
}

alarm "all" { any_of = alarm.one }

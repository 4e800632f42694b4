stack "s" {}

defaults "function" {
  code    = "src"
  runtime = "python3.12"
  handler = "app.handler"
}

function "backwards" {
  concurrency {
    autoscale = { min = 50, max = 5 }
  }
}

function "outside" {
  concurrency {
    provisioned = 2
    autoscale   = { min = 5, max = 50, target = "95%" }
  }
}

function "beyond" {
  concurrency {
    reserved  = 20
    autoscale = { min = 5, max = 50 }
    schedule "morning" {
      cron = "0 7 ? * MON-FRI *"
      min  = 30
    }
  }
}

function "tight" {
  concurrency {
    reserved  = 60
    autoscale = { min = 5, max = 50 }
  }
}

function "never" {
  concurrency {
    autoscale = { min = 5, max = 50 }
    schedule "never" { min = 20 }
    schedule "twice" {
      cron = "0 7 ? * MON-FRI *"
      at   = "2030-01-31T09:00:00"
      min  = 20
    }
    schedule "five_fields" {
      cron = "0 7 * * MON-FRI"
      min  = 20
    }
    schedule "no_time" {
      at  = "tomorrow"
      max = 100
    }
    schedule "nothing" { cron = "0 7 ? * MON-FRI *" }
    schedule "backwards" {
      cron = "0 7 ? * MON-FRI *"
      min  = 30
      max  = 20
    }
  }
}

function "from_nothing" {
  concurrency {
    schedule "morning" {
      cron = "0 7 ? * MON-FRI *"
      min  = 20
    }
  }
}

function "snapshots" {
  snap_start = true
  concurrency { autoscale = { min = 5, max = 50 } }
}

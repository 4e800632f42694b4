queue "a" {
  delay =
}

queue "b" { nam = "x" }

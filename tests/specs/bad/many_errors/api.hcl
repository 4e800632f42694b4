api "shop" {
  route "GET /" { to = function.orders
}

api "second" {
  throttle = { rate = 10, burst = }
}

queue "fine" {
  delay = "2 hours"
}

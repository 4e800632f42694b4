sizes = { small = 1, large = "huge" }
shape = {}
level = "loud"
levle = "info"
names = [var.level]

sizes = { memory = 1024, names = ["b", "a", "b"] }

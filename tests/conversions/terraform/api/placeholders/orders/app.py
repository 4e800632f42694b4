def handler(event, context):
    raise RuntimeError("the code of orders was not there when the stack was converted")

def handler(event, context):
    raise RuntimeError("the code of worker was not there when the stack was converted")

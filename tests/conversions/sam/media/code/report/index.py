def handler(event, context):
    return "${not a template}"

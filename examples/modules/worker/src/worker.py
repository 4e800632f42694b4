"""Two handlers for the same shape of worker."""


def resize(event, context):
    for record in event["Records"]:
        print(f"resized: {record['body']}")


def post(event, context):
    for record in event["Records"]:
        print(f"posted: {record['body']}")

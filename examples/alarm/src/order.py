"""Takes orders; one without an id fails."""


def handler(event, context):
    print("order", event["id"])

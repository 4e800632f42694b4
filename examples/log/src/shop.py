"""Says in its log how an order went."""


def handler(event, context):
    print(event["level"], event["text"])

"""Writes an amount with what the layer holds."""
import money


def handler(event, context):
    text = money.written(event["cents"])
    print("invoice over", text)
    return {"invoice": text}

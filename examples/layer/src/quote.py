"""Writes an amount with what the layer holds."""
import money


def handler(event, context):
    text = money.written(event["cents"])
    print("quote over", text)
    return {"quote": text}

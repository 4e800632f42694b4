"""Delivers letters, and thanks for those that arrived."""


def deliver(event, context):
    if not event.get("address"):
        raise ValueError("a letter without an address")
    print("delivered to", event["address"])
    return {"delivered": event["address"]}


def thank(event, context):
    # The record that Lambda sends when an event went well: what came, and what was answered.
    print("thanks for the letter to", event["responsePayload"]["delivered"])

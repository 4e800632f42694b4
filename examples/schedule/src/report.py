"""Says when it was called for, and why: look for it with `cutover logs report`."""


def handler(event, context):
    print(f"report: {event['kind']}, due at {event['at']}")

"""Ships what is paid: look for it with `cutover logs shipping`."""


def handler(event, context):
    print(f"shipped: {event['detail']['id']} by {event['detail-type']} of {event['source']}")

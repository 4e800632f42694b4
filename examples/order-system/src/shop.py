"""Takes orders over HTTP and puts them on the bus."""
import base64
import json
import os
import uuid

import bus


def handler(event, context):
    body = event.get("body") or ""
    if event.get("isBase64Encoded"):
        body = base64.b64decode(body)
    try:
        asked = json.loads(body)
        order = {"id": str(uuid.uuid4()), "item": str(asked["item"]), "count": int(asked["count"])}
    except (ValueError, KeyError, TypeError):
        return reply(400, {"error": 'an order is {"item": "tea", "count": 2}'})
    bus.put(os.environ["BUS"], "shop", "OrderPlaced", order)
    return reply(202, order)


def reply(status, body):
    return {"statusCode": status, "headers": {"content-type": "application/json"}, "body": json.dumps(body)}

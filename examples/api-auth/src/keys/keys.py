"""Lets in whoever has a key, and tells whose it is."""
import json
import os

KEYS = json.loads(os.environ["KEYS"])


def handler(event, context):
    partner = KEYS.get(event["headers"].get("x-key"))
    print(json.dumps({"partner": partner, "route": event["routeArn"]}))
    return {"isAuthorized": partner is not None, "context": {"partner": partner or ""}}

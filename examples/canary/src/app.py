"""Greets, and answers a part of all requests with status 500, as told: an error that it handles itself."""

import itertools
import json
import os

RELEASE = os.environ["RELEASE"]
FAULT = float(os.environ["FAULT"])

requests = itertools.count()


def handler(event, context):
    # Spread evenly over the requests, and never the first: a smoke test passes.
    number = next(requests)
    fails = int((number + 1) * FAULT / 100) > int(number * FAULT / 100)
    status = 500 if fails else 200
    print(json.dumps({"release": RELEASE, "status": status}))
    return {"statusCode": status, "body": f"hello from release {RELEASE}"}

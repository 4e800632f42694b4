"""Puts what is posted to it on the bus, as an event."""
import base64
import json
import os
import urllib.request


def handler(event, context):
    try:
        order = json.loads(body_of(event))
        detail = {"id": str(order["id"]), "state": str(order["state"]), "total": float(order.get("total", 0))}
    except (ValueError, KeyError, TypeError):
        return reply(400, {"error": 'an order is {"id": "o-1", "state": "paid", "total": 20}'})
    put({"EventBusName": os.environ["BUS"], "Source": "shop", "DetailType": "Order", "Detail": json.dumps(detail)})
    return reply(202, detail)


def reply(status, body):
    return {"statusCode": status, "headers": {"content-type": "application/json"}, "body": json.dumps(body)}


def body_of(event):
    body = event.get("body") or ""
    return base64.b64decode(body) if event.get("isBase64Encoded") else body


def put(entry):
    """Puts an event with boto3, which Lambda's Python runtimes bring along."""
    try:
        import boto3
    except ImportError:
        told = put_locally(entry)
    else:
        told = boto3.client("events").put_events(Entries=[entry])
    if told["FailedEntryCount"]:
        raise RuntimeError(told["Entries"])


def put_locally(entry):
    """Puts an event without boto3: enough for a local cloud that verifies no signature. AWS would refuse it."""
    region = os.environ.get("AWS_REGION", "us-east-1")
    request = urllib.request.Request(
        os.environ["AWS_ENDPOINT_URL"],
        data=json.dumps({"Entries": [entry]}).encode(),
        headers={
            "content-type": "application/x-amz-json-1.1",
            "x-amz-target": "AWSEvents.PutEvents",
            "authorization": f"AWS4-HMAC-SHA256 Credential=local/20260101/{region}/events/aws4_request, "
            "SignedHeaders=host, Signature=0",
        },
    )
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.load(answer)

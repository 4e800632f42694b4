"""Takes an order and puts it into the queue."""
import base64
import json
import os
import urllib.request
import uuid

PRODUCTS = {"coffee", "tea"}


def handler(event, context):
    try:
        order = json.loads(body_of(event))
        product, count = order["product"], int(order.get("count", 1))
    except (ValueError, KeyError, TypeError):
        return reply(400, {"error": 'an order is {"product": "tea", "count": 1}'})
    if product not in PRODUCTS or not 1 <= count <= 100:
        return reply(422, {"error": "unknown product, or a count that is not 1 to 100"})
    order = {"id": str(uuid.uuid4()), "product": product, "count": count}
    send(os.environ["JOBS_URL"], json.dumps(order))
    return reply(202, order)


def reply(status, body):
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json"},
        "body": json.dumps(body),
    }


def body_of(event):
    body = event.get("body") or ""
    return base64.b64decode(body) if event.get("isBase64Encoded") else body


def send(queue_url, message):
    """Sends with boto3, which Lambda's Python runtimes bring along."""
    try:
        import boto3
    except ImportError:
        return send_locally(queue_url, message)
    boto3.client("sqs").send_message(QueueUrl=queue_url, MessageBody=message)


def send_locally(queue_url, message):
    """Sends without boto3: enough for a local cloud, which verifies no signature. AWS would refuse it."""
    region = os.environ.get("AWS_REGION", "us-east-1")
    scope = f"local/20260101/{region}/sqs/aws4_request"
    request = urllib.request.Request(
        os.environ["AWS_ENDPOINT_URL"],
        data=json.dumps({"QueueUrl": queue_url, "MessageBody": message}).encode(),
        headers={
            "content-type": "application/x-amz-json-1.0",
            "x-amz-target": "AmazonSQS.SendMessage",
            "authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0",
        },
    )
    with urllib.request.urlopen(request, timeout=5) as answer:
        answer.read()

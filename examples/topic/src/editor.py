"""Publishes what is posted to it."""
import base64
import json
import os
import urllib.parse
import urllib.request


def handler(event, context):
    try:
        news = json.loads(body_of(event))
        kind, text = str(news["kind"]), str(news["text"])
    except (ValueError, KeyError, TypeError):
        return reply(400, {"error": 'news is {"kind": "sports", "text": "..."}'})
    publish(os.environ["TOPIC"], kind, json.dumps({"text": text, "keep": bool(news.get("keep"))}))
    return reply(202, {"kind": kind})


def reply(status, body):
    return {"statusCode": status, "headers": {"content-type": "application/json"}, "body": json.dumps(body)}


def body_of(event):
    body = event.get("body") or ""
    return base64.b64decode(body) if event.get("isBase64Encoded") else body


def publish(topic, kind, message):
    """Publishes with boto3, which Lambda's Python runtimes bring along."""
    attributes = {"kind": {"DataType": "String", "StringValue": kind}}
    try:
        import boto3
    except ImportError:
        return publish_locally(topic, kind, message)
    boto3.client("sns").publish(TopicArn=topic, Message=message, MessageAttributes=attributes)


def publish_locally(topic, kind, message):
    """Publishes without boto3: enough for a local cloud that verifies no signature. AWS would refuse it."""
    region = os.environ.get("AWS_REGION", "us-east-1")
    form = {
        "Action": "Publish",
        "Version": "2010-03-31",
        "TopicArn": topic,
        "Message": message,
        "MessageAttributes.entry.1.Name": "kind",
        "MessageAttributes.entry.1.Value.DataType": "String",
        "MessageAttributes.entry.1.Value.StringValue": kind,
    }
    request = urllib.request.Request(
        os.environ["AWS_ENDPOINT_URL"],
        data=urllib.parse.urlencode(form).encode(),
        headers={
            "content-type": "application/x-www-form-urlencoded",
            "authorization": f"AWS4-HMAC-SHA256 Credential=local/20260101/{region}/sns/aws4_request, "
            "SignedHeaders=host, Signature=0",
        },
    )
    with urllib.request.urlopen(request, timeout=5) as answer:
        answer.read()

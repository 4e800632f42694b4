"""Signed requests to AWS without a library: what the handlers here need of S3, DynamoDB and SNS."""
import datetime
import hashlib
import hmac
import json
import os
import urllib.parse
import urllib.request


def read_object(bucket, key):
    """An object's bytes."""
    path = "/" + urllib.parse.quote(f"{bucket}/{key}", safe="/-_.~")
    return send("s3", "GET", path, b"", {})


def put_item(table, item):
    """Puts an item, which is a map of DynamoDB's typed values."""
    body = json.dumps({"TableName": table, "Item": item}).encode()
    headers = {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "DynamoDB_20120810.PutItem",
    }
    send("dynamodb", "POST", "/", body, headers)


def publish(topic, message):
    """Publishes a text."""
    form = {"Action": "Publish", "Version": "2010-03-31", "TopicArn": topic, "Message": message}
    headers = {"content-type": "application/x-www-form-urlencoded"}
    send("sns", "POST", "/", urllib.parse.urlencode(form).encode(), headers)


def send(service, method, path, data, headers):
    region = os.environ["AWS_REGION"]
    url = os.environ.get("AWS_ENDPOINT_URL") or f"https://{service}.{region}.amazonaws.com"
    headers = {
        **headers,
        "host": urllib.parse.urlsplit(url).netloc,
        "x-amz-content-sha256": hashlib.sha256(data).hexdigest(),
        "x-amz-date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ"),
    }
    if os.environ.get("AWS_SESSION_TOKEN"):
        headers["x-amz-security-token"] = os.environ["AWS_SESSION_TOKEN"]
    headers["authorization"] = signature(service, region, method, path, headers)
    request = urllib.request.Request(url + path, data or None, headers, method=method)
    with urllib.request.urlopen(request, timeout=5) as answer:
        return answer.read()


def signature(service, region, method, path, headers):
    """Signature Version 4: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html"""
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    canonical = "\n".join([method, path, "", lines, names, headers["x-amz-content-sha256"]])
    time = headers["x-amz-date"]
    scope = f"{time[:8]}/{region}/{service}/aws4_request"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    key = ("AWS4" + os.environ["AWS_SECRET_ACCESS_KEY"]).encode()
    for part in [time[:8], region, service, "aws4_request"]:
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    text = "\n".join(["AWS4-HMAC-SHA256", time, scope, digest])
    signed = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    who = f"{os.environ['AWS_ACCESS_KEY_ID']}/{scope}"
    return f"AWS4-HMAC-SHA256 Credential={who}, SignedHeaders={names}, Signature={signed}"

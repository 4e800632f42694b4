"""A few calls of DynamoDB, without a library: what a handler needs to read and write items."""
import datetime
import hashlib
import hmac
import json
import os
import urllib.parse
import urllib.request


def call(operation, body):
    """Sends one operation, signed as the function's role."""
    region = os.environ["AWS_REGION"]
    url = os.environ.get("AWS_ENDPOINT_URL") or f"https://dynamodb.{region}.amazonaws.com"
    host = urllib.parse.urlsplit(url).netloc
    data = json.dumps(body).encode()
    time = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    headers = {
        "content-type": "application/x-amz-json-1.0",
        "host": host,
        "x-amz-date": time,
        "x-amz-target": f"DynamoDB_20120810.{operation}",
    }
    if os.environ.get("AWS_SESSION_TOKEN"):
        headers["x-amz-security-token"] = os.environ["AWS_SESSION_TOKEN"]
    headers["authorization"] = signed(headers, data, time, region)
    request = urllib.request.Request(url + "/", data, headers, method="POST")
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.load(answer)


def signed(headers, data, time, region):
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    canonical = "\n".join(["POST", "/", "", lines, names, hashlib.sha256(data).hexdigest()])
    scope = f"{time[:8]}/{region}/dynamodb/aws4_request"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = "\n".join(["AWS4-HMAC-SHA256", time, scope, digest])
    key = ("AWS4" + os.environ["AWS_SECRET_ACCESS_KEY"]).encode()
    for part in [time[:8], region, "dynamodb", "aws4_request"]:
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    who = f"{os.environ['AWS_ACCESS_KEY_ID']}/{scope}"
    return f"AWS4-HMAC-SHA256 Credential={who}, SignedHeaders={names}, Signature={signature}"

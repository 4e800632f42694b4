"""Puts events on a bus, signed as the function's role, without a library."""
import datetime
import hashlib
import hmac
import json
import os
import urllib.parse
import urllib.request


def put(bus, source, kind, detail):
    entry = {"EventBusName": bus, "Source": source, "DetailType": kind, "Detail": json.dumps(detail)}
    told = json.loads(send(json.dumps({"Entries": [entry]}).encode()))
    if told["FailedEntryCount"]:
        raise RuntimeError(told["Entries"])


def send(data):
    region = os.environ["AWS_REGION"]
    url = os.environ.get("AWS_ENDPOINT_URL") or f"https://events.{region}.amazonaws.com"
    headers = {
        "content-type": "application/x-amz-json-1.1",
        "host": urllib.parse.urlsplit(url).netloc,
        "x-amz-date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ"),
        "x-amz-target": "AWSEvents.PutEvents",
    }
    if os.environ.get("AWS_SESSION_TOKEN"):
        headers["x-amz-security-token"] = os.environ["AWS_SESSION_TOKEN"]
    headers["authorization"] = signature(region, headers, data)
    request = urllib.request.Request(url + "/", data, headers, method="POST")
    with urllib.request.urlopen(request, timeout=5) as answer:
        return answer.read()


def signature(region, headers, data):
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    canonical = "\n".join(["POST", "/", "", lines, names, hashlib.sha256(data).hexdigest()])
    time = headers["x-amz-date"]
    scope = f"{time[:8]}/{region}/events/aws4_request"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    key = ("AWS4" + os.environ["AWS_SECRET_ACCESS_KEY"]).encode()
    for part in [time[:8], region, "events", "aws4_request"]:
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    text = "\n".join(["AWS4-HMAC-SHA256", time, scope, digest])
    signed = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    who = f"{os.environ['AWS_ACCESS_KEY_ID']}/{scope}"
    return f"AWS4-HMAC-SHA256 Credential={who}, SignedHeaders={names}, Signature={signed}"

"""Goes through the doors of the example api-auth.

    api_auth.py doors URL          who is let in where
    api_auth.py log GROUP          what the access log says of it: {route: {status: times}}
    api_auth.py limits URL         how many of twelve writes at once are let through
"""
import base64
import json
import sys
import time
import urllib.error
import urllib.request
from collections import Counter

from house import client, same


def token(**claims):
    part = lambda value: base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
    told = {"iss": "https://login.notes.example", "aud": "notes", "exp": time.time() + 60, "sub": "cy", **claims}
    return {"authorization": f"Bearer {part({'alg': 'RS256', 'kid': 'k'})}.{part(told)}.c2ln"}


def ask(url, method="GET", headers=None):
    request = urllib.request.Request(url, method=method, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.loads(answer.read())["caller"]
    except urllib.error.HTTPError as error:
        return error.code, None


def doors(url):
    scope = "AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/execute-api/aws4_request, SignedHeaders=host, Signature=0"
    writer = token(scope="notes:read notes:write")
    same(ask(f"{url}/health"), (200, "anyone"))
    same(ask(f"{url}/notes"), (401, None))
    same(ask(f"{url}/notes", headers=token()), (200, "cy"))
    same(ask(f"{url}/notes", headers=token(aud="others")), (401, None))
    same(ask(f"{url}/notes", headers=token(exp=5)), (401, None))
    same(ask(f"{url}/notes", "POST", token()), (403, None))
    same(ask(f"{url}/notes", "POST", writer), (200, "cy"))
    same(ask(f"{url}/partners/notes"), (401, None))
    same(ask(f"{url}/partners/notes", headers={"x-key": "k-1"}), (200, "ann"))
    same(ask(f"{url}/partners/notes", headers={"x-key": "guess"}), (403, None))
    same(ask(f"{url}/internal/notes"), (403, None))
    status, caller = ask(f"{url}/internal/notes", headers={"authorization": scope})
    assert status == 200 and caller.endswith(":root"), (status, caller)
    return "open and shut"


def log(group):
    events = client("logs").filter_log_events(logGroupName=group)["events"]
    lines = [json.loads(event["message"]) for event in events]
    counted = {}
    for line in lines:
        counted.setdefault(line["route"], Counter())[line["status"]] += 1
    return counted


def limits(url):
    writer = token(scope="notes:write")
    return Counter(ask(f"{url}/notes", "POST", writer)[0] for _ in range(12))


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))

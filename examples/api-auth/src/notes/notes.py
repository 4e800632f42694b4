"""Answers who asked, as the door they came through tells it."""
import json


def who(authorizer):
    if "jwt" in authorizer:
        return authorizer["jwt"]["claims"]["sub"]
    if "lambda" in authorizer:
        return authorizer["lambda"]["partner"]
    if "iam" in authorizer:
        return authorizer["iam"]["userArn"]
    return "anyone"


def handler(event, context):
    caller = who(event["requestContext"].get("authorizer") or {})
    print(json.dumps({"route": event["routeKey"], "caller": caller}))
    return {
        "statusCode": 200,
        "headers": {"content-type": "application/json"},
        "body": json.dumps({"caller": caller, "notes": ["water the plants"]}),
    }

"""Answers with a greeting; the name comes from the path."""
import json
import os


def handler(event, context):
    name = (event.get("pathParameters") or {}).get("name", "world")
    message = f"{os.environ.get('GREETING', 'Hello')}, {name}!"
    return {
        "statusCode": 200,
        "headers": {"content-type": "application/json"},
        "body": json.dumps({"message": message}),
    }

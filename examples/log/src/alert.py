"""Reads what CloudWatch Logs sends: a compressed document with the events that fit the pattern."""
import base64
import gzip
import json


def handler(event, context):
    told = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
    for one in told["logEvents"]:
        print("alarm from", told["logGroup"], "-", one["message"].strip())

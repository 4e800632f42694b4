"""Looks at pictures that were put into the bucket, notes what they are, and tells of it."""
import json
import os
from urllib.parse import unquote_plus

import aws
import pictures


def handler(event, context):
    failed = []
    for message in event["Records"]:
        try:
            # S3 says once, at the beginning, that it can reach the queue: that message has no records.
            for record in json.loads(message["body"]).get("Records", []):
                describe(record["s3"]["bucket"]["name"], unquote_plus(record["s3"]["object"]["key"]))
        except Exception as error:
            print("could not describe", message["messageId"], error)
            failed.append({"itemIdentifier": message["messageId"]})
    return {"batchItemFailures": failed}


def describe(bucket, key):
    kind, width, height = pictures.size(aws.read_object(bucket, key))
    aws.put_item(os.environ["PICTURES"], {
        "key": {"S": key},
        "kind": {"S": kind},
        "width": {"N": str(width)},
        "height": {"N": str(height)},
    })
    told = {"key": key, "kind": kind, "width": width, "height": height}
    aws.publish(os.environ["TOPIC"], json.dumps(told))
    print("described", json.dumps(told))

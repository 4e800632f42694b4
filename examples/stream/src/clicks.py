"""Puts clicks into a stream, and counts them as they come out of it."""
import base64
import json
import os

import aws


def click(event, context):
    # Records with one key stay in their order: here, those of one page.
    aws.put_record(os.environ["CLICKS"], event["page"], json.dumps(event).encode())


def count(event, context):
    for record in event["Records"]:
        click = json.loads(base64.b64decode(record["kinesis"]["data"]))
        if not click["user"]:
            raise ValueError("a click of nobody")
        print("counted", click["page"], click["user"])

"""Counts the words of a text that was put into the bucket, and writes the result beside it."""
import json
import os
from urllib.parse import unquote_plus

import store


def handler(event, context):
    for record in event["Records"]:
        bucket = record["s3"]["bucket"]["name"]
        # Keys come encoded as in a form.
        key = unquote_plus(record["s3"]["object"]["key"])
        words = store.get(bucket, key).decode().split()
        counted = {"key": key, "words": len(words), "different": len(set(words))}
        name = os.environ["COUNTED"] + key.removeprefix("incoming/").removesuffix(".txt") + ".json"
        store.put(bucket, name, json.dumps(counted).encode())
        print("counted", json.dumps(counted))

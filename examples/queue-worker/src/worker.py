"""Two workers: one says which jobs of a batch failed, the other takes them in order."""
import json


def resize(event, context):
    failed = []
    for record in event["Records"]:
        job = json.loads(record["body"])
        if job.get("broken"):
            print(f"failed: {job['name']}")
            failed.append({"itemIdentifier": record["messageId"]})
        else:
            print(f"resized: {job['name']}")
    return {"batchItemFailures": failed}


def post(event, context):
    for record in event["Records"]:
        print(f"posted: {record['body']}")

"""Takes what an API put into a queue or onto a bus."""
import json


def work(event, context):
    for record in event["Records"]:
        print("job", json.loads(record["body"])["name"])


def hear(event, context):
    print("heard", event["detail-type"], event["detail"]["name"])

"""Ships what was ordered. What it can't ship comes back, and ends in the dead letter queue."""
import json

STOCK = {"tea": 100, "coffee": 50}


def handler(event, context):
    failed = []
    for message in event["Records"]:
        order = json.loads(message["body"])
        if order["count"] > STOCK.get(order["item"], 0):
            print("can't ship", order["id"], order["item"])
            failed.append({"itemIdentifier": message["messageId"]})
        else:
            print("shipped", order["id"], order["count"], order["item"])
    return {"batchItemFailures": failed}

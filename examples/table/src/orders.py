"""Takes orders, and tells what a customer has ordered."""
import os

from dynamo import call


def take(event, context):
    if "orders_of" in event:
        found = call("Query", {
            "TableName": os.environ["ORDERS"],
            "IndexName": "by_customer",
            "KeyConditionExpression": "customer = :who",
            "ExpressionAttributeValues": {":who": {"S": event["orders_of"]}},
        })
        return [item["id"]["S"] for item in found["Items"]]
    item = {
        "id": {"S": event["id"]},
        "customer": {"S": event["customer"]},
        "placed": {"N": str(event["placed"])},
        "cents": {"N": str(event["cents"])},
    }
    call("PutItem", {"TableName": os.environ["ORDERS"], "Item": item})
    print("took", event["id"])
    return {"taken": event["id"]}

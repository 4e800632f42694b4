"""Adds new orders up, by customer and month."""
import datetime
import os

from dynamo import call


def count(event, context):
    for record in event["Records"]:
        order = record["dynamodb"]["NewImage"]
        try:
            add(order)
        except Exception as error:
            # From here on the records come again, those before are done.
            print("could not count", order.get("id", {}).get("S"), error)
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
    return {"batchItemFailures": []}


def add(order):
    cents = int(order["cents"]["N"])
    if cents < 0:
        raise ValueError("an order costs something")
    placed = datetime.datetime.fromtimestamp(int(order["placed"]["N"]), datetime.timezone.utc)
    call("UpdateItem", {
        "TableName": os.environ["TOTALS"],
        "Key": {"customer": order["customer"], "month": {"S": placed.strftime("%Y-%m")}},
        "UpdateExpression": "ADD cents :cents, orders :one",
        "ExpressionAttributeValues": {":cents": {"N": str(cents)}, ":one": {"N": "1"}},
    })
    print("counted", order["id"]["S"])

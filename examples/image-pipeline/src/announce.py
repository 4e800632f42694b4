"""Tells whoever wants to know that there is a new picture."""
import json


def handler(event, context):
    for record in event["Records"]:
        picture = json.loads(record["Sns"]["Message"])
        print("new picture:", picture["key"], f"{picture['width']}x{picture['height']}")

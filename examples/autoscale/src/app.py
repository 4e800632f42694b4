"""Answers with a price."""


def handler(event, context):
    return {"statusCode": 200, "body": '{"price": 12}'}

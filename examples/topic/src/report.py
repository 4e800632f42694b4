"""Prints the news that its filter lets through: look for it with `cutover logs report`."""


def handler(event, context):
    for record in event["Records"]:
        notice = record["Sns"]
        print(f"news: {notice['MessageAttributes']['kind']['Value']}: {notice['Message']}")

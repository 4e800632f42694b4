"""Notes what CloudWatch says of an alarm."""


def handler(event, context):
    data = event["alarmData"]
    print("alarm", data["alarmName"], "is", data["state"]["value"])

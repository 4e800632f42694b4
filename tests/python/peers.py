"""What an emulator holds of everything that a stack can make, as boto3 lists it.

    peers.py inventory      names by kind, as JSON
    peers.py reset PATH     empties it, by the emulator's own door
"""
import json
import sys
import urllib.request

from house import ENDPOINT, client

LISTS = {
    "functions": ("lambda", "list_functions", "Functions", "FunctionName"),
    "mappings": ("lambda", "list_event_source_mappings", "EventSourceMappings", "UUID"),
    "roles": ("iam", "list_roles", "Roles", "RoleName"),
    "queues": ("sqs", "list_queues", "QueueUrls", None),
    "apis": ("apigatewayv2", "get_apis", "Items", "Name"),
    "log groups": ("logs", "describe_log_groups", "logGroups", "logGroupName"),
    "topics": ("sns", "list_topics", "Topics", "TopicArn"),
    "subscriptions": ("sns", "list_subscriptions", "Subscriptions", "SubscriptionArn"),
    "buckets": ("s3", "list_buckets", "Buckets", "Name"),
    "buses": ("events", "list_event_buses", "EventBuses", "Name"),
    "rules": ("events", "list_rules", "Rules", "Name"),
    "schedules": ("scheduler", "list_schedules", "Schedules", "Name"),
    "schedule groups": ("scheduler", "list_schedule_groups", "ScheduleGroups", "Name"),
    "tables": ("dynamodb", "list_tables", "TableNames", None),
    "alarms": ("cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName"),
    "composite alarms": ("cloudwatch", "describe_alarms", "CompositeAlarms", "AlarmName"),
    "streams": ("kinesis", "list_streams", "StreamNames", None),
}


def listed(service, operation, key, name):
    there = client(service, retries=4)
    if there.can_paginate(operation):
        pages = there.get_paginator(operation).paginate()
    else:
        pages = [getattr(there, operation)()]
    found = [one for page in pages for one in page.get(key, [])]
    return sorted(one[name] if name else one for one in found)


def inventory():
    return {kind: listed(*how) for kind, how in LISTS.items()}


def reset(path):
    with urllib.request.urlopen(urllib.request.Request(ENDPOINT + path, method="POST"), timeout=60) as answer:
        return answer.status


if __name__ == "__main__":
    print(json.dumps({"inventory": inventory, "reset": reset}[sys.argv[1]](*sys.argv[2:])))

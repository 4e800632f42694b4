"""What is in a cloud after `cutover` worked on it, read and changed by boto3 alone.

    examples.py inventory                 all there is, as JSON
    examples.py foreign                   makes what is nobody's business
    examples.py ask METHOD URL [BODY]     one request to an API
    examples.py memory FUNCTION MB        a change behind the spec's back
    examples.py receive QUEUE             one message's body
"""
import json
import sys
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from house import ENDPOINT, client, function, role, settled, until

functions = client("lambda", retries=4)


def listed(name, operation, key, **words):
    there = client(name, retries=4)
    if there.can_paginate(operation):
        found = there.get_paginator(operation).paginate(**words)
        return [one for page in found for one in page.get(key, [])]
    return getattr(there, operation)(**words).get(key, [])


def versions(name):
    found = listed("lambda", "list_versions_by_function", "Versions", FunctionName=name)
    return [one["Version"] for one in found if one["Version"] != "$LATEST"]


def aliases(name):
    found = listed("lambda", "list_aliases", "Aliases", FunctionName=name)
    return {one["Name"]: one["FunctionVersion"] for one in found}


def inventory():
    named = {one["FunctionName"]: one for one in listed("lambda", "list_functions", "Functions")}
    return {
        "functions": {
            name: {"versions": versions(name), "aliases": aliases(name), "memory": one["MemorySize"]}
            for name, one in sorted(named.items())
        },
        "roles": sorted(one["RoleName"] for one in listed("iam", "list_roles", "Roles")),
        "queues": sorted(url.rsplit("/", 1)[1] for url in listed("sqs", "list_queues", "QueueUrls")),
        "apis": sorted(one["Name"] for one in listed("apigatewayv2", "get_apis", "Items")),
        "log_groups": sorted(one["logGroupName"] for one in listed("logs", "describe_log_groups", "logGroups")),
    }


def foreign():
    arn = role("foreign")
    function("foreign", arn)
    client("sqs").create_queue(QueueName="foreign")
    return inventory()


def ask(method, url, body=None):
    """An API's host name needs no name server: the request goes to the endpoint and names the host."""
    there, api = urlsplit(ENDPOINT), urlsplit(url)
    near = url if api.hostname == there.hostname else url.replace(api.netloc, there.netloc, 1)
    request = urllib.request.Request(near, data=body.encode() if body else None, method=method)
    request.add_header("host", api.netloc)
    request.add_header("content-type", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return {"status": answer.status, "body": answer.read().decode()}
    except urllib.error.HTTPError as error:
        return {"status": error.code, "body": error.read().decode()}


def memory(name, size):
    functions.update_function_configuration(FunctionName=name, MemorySize=int(size))
    return settled(name, functions)["MemorySize"]


def receive(name):
    sqs = client("sqs", retries=4)
    url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    found = until("a message", lambda: sqs.receive_message(QueueUrl=url, WaitTimeSeconds=1).get("Messages"))
    return found[0]["Body"]


COMMANDS = {"inventory": inventory, "foreign": foreign, "ask": ask, "memory": memory, "receive": receive}

if __name__ == "__main__":
    print(json.dumps(COMMANDS[sys.argv[1]](*sys.argv[2:])))

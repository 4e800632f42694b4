"""What the stories ask of a cloud, by boto3 and plain HTTP alone.

    stories.py ask METHOD URL [BODY]      one request; a path alone goes to the endpoint
    stories.py send QUEUE BODY [GROUP]    puts a message into a queue
    stories.py receive QUEUE              one message's body, as JSON
    stories.py put BUCKET KEY TEXT        an object
    stories.py object BUCKET KEY          an object as soon as it is there, as JSON or as text
    stories.py call URL METHOD            a function URL, signed: status and body
    stories.py post FUNCTION EVENT        invokes a function through its alias without waiting
    stories.py item TABLE KEY NAME VALUE  an item once it holds that number, as DynamoDB writes it
    stories.py erase BUCKET KEY           an object's end
    stories.py share BUCKET QUEUE         an entry of somebody else's in the bucket's notifications
    stories.py notified BUCKET            the ids of the entries, and whether the event bus is told
    stories.py states FUNCTION            the states of its event source mappings, none of them on its way
    stories.py parameter NAME             a parameter's value, type and version; null when there is none
    stories.py scaled FUNCTION            what scales its versions: bounds, policies, times, and how many are warm
    stories.py warm FUNCTION VERSION N    so many environments of a version, until all of them are there
    stories.py timers                     the states of all schedules by name, and of the rules on buses of one's own
"""
import json
import sys
import urllib.request
from urllib.parse import urlsplit

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from examples import ask as request
from house import ENDPOINT, client, until


def ask(method, url, body=""):
    told = request(method, ENDPOINT + url if url.startswith("/") else url, body or None)
    try:
        inside = json.loads(told["body"])
    except ValueError:
        inside = told["body"]
    return inside if url.startswith("/") else {"status": told["status"], "body": inside}


def send(name, body, group=""):
    sqs = client("sqs", retries=4)
    url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    words = {"MessageGroupId": group} if group else {}
    return sqs.send_message(QueueUrl=url, MessageBody=body, **words)["MessageId"]


def receive(name):
    sqs = client("sqs", retries=4)
    url = sqs.get_queue_url(QueueName=name)["QueueUrl"]

    def message():
        return sqs.receive_message(QueueUrl=url, WaitTimeSeconds=1).get("Messages")

    [found] = until(f"a message in {name}", message, limit=60.0)
    sqs.delete_message(QueueUrl=url, ReceiptHandle=found["ReceiptHandle"])
    return json.loads(found["Body"])


def put(bucket, key, text):
    return client("s3").put_object(Bucket=bucket, Key=key, Body=text.encode())["ETag"]


def find(bucket, key):
    s3 = client("s3")

    def there():
        try:
            return s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode()
        except s3.exceptions.NoSuchKey:
            return None

    text = until(f"{key} in {bucket}", there, limit=60.0)
    try:
        return json.loads(text)
    except ValueError:
        return text


def call(url, method):
    session = boto3.Session()
    asked = AWSRequest(method=method, url=url, headers={"host": urlsplit(url).netloc})
    SigV4Auth(session.get_credentials(), "lambda", session.region_name).add_auth(asked)
    signed = urllib.request.Request(url, method=method, headers=dict(asked.headers))
    with urllib.request.urlopen(signed, timeout=30) as answer:
        return {"status": answer.status, "body": answer.read().decode()}


def post(name, event):
    told = client("lambda").invoke(FunctionName=name, Qualifier="live", InvocationType="Event", Payload=event.encode())
    return told["StatusCode"]


def item(table, key, name, value):
    dynamodb = client("dynamodb")

    def there():
        found = dynamodb.get_item(TableName=table, Key=json.loads(key), ConsistentRead=True).get("Item", {})
        return found if found.get(name) == {"N": value} else None

    return until(f"{name} = {value} in {table}", there, limit=60.0)


def erase(bucket, key):
    return client("s3").delete_object(Bucket=bucket, Key=key)["ResponseMetadata"]["HTTPStatusCode"]


def share(bucket, queue):
    s3, sqs = client("s3"), client("sqs")
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    told = s3.get_bucket_notification_configuration(Bucket=bucket)
    del told["ResponseMetadata"]
    rules = [{"Name": "prefix", "Value": "theirs/"}]
    entry = {"Id": "theirs", "QueueArn": arn, "Events": ["s3:ObjectCreated:*"], "Filter": {"Key": {"FilterRules": rules}}}
    told.setdefault("QueueConfigurations", []).append(entry)
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=told)
    return notified(bucket)


def notified(bucket):
    told = client("s3").get_bucket_notification_configuration(Bucket=bucket)
    lists = [told.get(f"{kind}Configurations", []) for kind in ("LambdaFunction", "Queue", "Topic")]
    return {"ids": sorted(one["Id"] for entries in lists for one in entries), "bus": "EventBridgeConfiguration" in told}


def states(name):
    def settled():
        found = client("lambda").list_event_source_mappings(FunctionName=f"{name}:live")["EventSourceMappings"]
        told = sorted(one["State"] for one in found)
        return told if all(state in ("Enabled", "Disabled") for state in told) else None

    return until(f"the mappings of {name} at rest", settled, limit=30.0)


def parameter(name):
    ssm = client("ssm")
    try:
        told = ssm.get_parameter(Name=name)["Parameter"]
    except ssm.exceptions.ParameterNotFound:
        return None
    return {"value": told["Value"], "type": told["Type"], "version": told["Version"]}


def timers():
    schedules = client("scheduler").list_schedules()["Schedules"]
    buses = [bus["Name"] for bus in client("events").list_event_buses()["EventBuses"] if bus["Name"] != "default"]
    rules = [rule for bus in buses for rule in client("events").list_rules(EventBusName=bus)["Rules"]]
    by_name = lambda found: [one["State"] for one in sorted(found, key=lambda one: one["Name"])]
    return {"schedules": by_name(schedules), "rules": by_name(rules)}


def scaled(name):
    scaling = client("application-autoscaling")
    found = {}
    for target in scaling.describe_scalable_targets(ServiceNamespace="lambda")["ScalableTargets"]:
        what, version = target["ResourceId"], target["ResourceId"].rsplit(":", 1)[1]
        if what != f"function:{name}:{version}":
            continue
        words = {"ServiceNamespace": "lambda", "ResourceId": what, "ScalableDimension": target["ScalableDimension"]}
        policies = scaling.describe_scaling_policies(**words)["ScalingPolicies"]
        actions = scaling.describe_scheduled_actions(**words)["ScheduledActions"]
        warm = client("lambda").get_provisioned_concurrency_config(FunctionName=name, Qualifier=version)
        found[version] = {
            "bounds": [target["MinCapacity"], target["MaxCapacity"]],
            "track": [one["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] for one in policies],
            "times": sorted(one["ScheduledActionName"] for one in actions),
            "warm": warm["RequestedProvisionedConcurrentExecutions"],
        }
    return found


def warm(name, version, size):
    functions = client("lambda")
    words = {"FunctionName": name, "Qualifier": version}
    functions.put_provisioned_concurrency_config(**words, ProvisionedConcurrentExecutions=int(size))

    def ready():
        return functions.get_provisioned_concurrency_config(**words)["Status"] == "READY"

    return until(f"{size} warm environments", ready, limit=60.0)


# A name that Python keeps for itself.
globals()["object"] = find

if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))

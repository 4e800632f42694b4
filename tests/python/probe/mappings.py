"""Lambda's event source mappings."""
import datetime
import json

from house import client, until
from probe.expect import ABSENT, like
from probe.functions import ARN, NEVER, lam, made, runner

GONE = "ResourceNotFoundException"
QUEUES = "arn:aws:sqs:us-east-1:000000000000:"
READS = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Action": ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], "Resource": "*"},
}


def rested(uuid, state):
    """A mapping once it is in a state."""

    def ask():
        found = lam.call("GetEventSourceMapping", {"UUID": uuid})
        return found if found["State"] == state else None

    return until(f"a mapping {state}", ask)


def check_mappings():
    one = made("probe-mapped")
    client("sqs").create_queue(QueueName="probe-jobs")
    words = {**one, "EventSourceArn": QUEUES + "probe-jobs"}
    lam.refuses("CreateEventSourceMapping", words, "InvalidParameterValueException", 400, "does not have permissions")
    name = runner().rsplit("/", 1)[1]
    client("iam").put_role_policy(RoleName=name, PolicyName="reads", PolicyDocument=json.dumps(READS))
    uuid = like("[0-9a-f-]{36}")
    told = {
        "UUID": uuid,
        "FunctionArn": ARN + "probe-mapped",
        "EventSourceArn": QUEUES + "probe-jobs",
        "EventSourceMappingArn": like("arn:aws:lambda:us-east-1:000000000000:event-source-mapping:[0-9a-f-]{36}"),
        "BatchSize": 5,
        "MaximumBatchingWindowInSeconds": 0,
        "State": "Creating",
        "StateTransitionReason": "USER_INITIATED",
        "LastModified": datetime.datetime,
        "FunctionResponseTypes": [],
        "ScalingConfig": ABSENT,
    }
    found = lam.answers("CreateEventSourceMapping", {**words, "BatchSize": 5}, told)
    key = {"UUID": found["UUID"]}
    rested(found["UUID"], "Enabled")
    row = {name: told[name] for name in ("UUID", "FunctionArn", "EventSourceArn", "BatchSize")}
    lam.answers("GetEventSourceMapping", key, {**row, "State": "Enabled"})
    lam.answers("ListEventSourceMappings", one, {"EventSourceMappings": [row]})
    lam.answers("ListEventSourceMappings", {"EventSourceArn": QUEUES + "probe-jobs"}, {"EventSourceMappings": [row]})
    lam.refuses("CreateEventSourceMapping", words, "ResourceConflictException", 409, found["UUID"])
    change = {**key, "BatchSize": 7, "Enabled": False, "ScalingConfig": {"MaximumConcurrency": 2}}
    lam.answers("UpdateEventSourceMapping", change, {"BatchSize": 7, "ScalingConfig": {"MaximumConcurrency": 2}})
    rested(found["UUID"], "Disabled")
    lam.answers("DeleteEventSourceMapping", key, {**row, "BatchSize": 7, "State": "Deleting"})
    until("it is gone", lambda: lam.call("ListEventSourceMappings", one)["EventSourceMappings"] == [])
    lam.refuses("GetEventSourceMapping", key, GONE, 404)


def check_refusals():
    one = made("probe-strictly-mapped")
    client("sqs").create_queue(QueueName="probe-strict-jobs")
    words = {**one, "EventSourceArn": QUEUES + "probe-strict-jobs"}
    lam.refusing(
        "InvalidParameterValueException",
        400,
        ("CreateEventSourceMapping", {**words, "FunctionName": "probe-none", "Enabled": True}),
        ("CreateEventSourceMapping", {**words, "EventSourceArn": QUEUES + "probe-none", "Tags": {}}),
        ("CreateEventSourceMapping", {**words, "BatchSize": 100}),
        ("CreateEventSourceMapping", {**words, "StartingPosition": "LATEST"}),
        ("CreateEventSourceMapping", {**words, "FilterCriteria": {"Filters": [{"Pattern": "{"}]}}),
        ("CreateEventSourceMapping", {**words, "MaximumRetryAttempts": 1}),
    )
    lam.refusing(
        "ValidationException",
        400,
        ("CreateEventSourceMapping", {**words, "MaximumBatchingWindowInSeconds": 301}),
        ("CreateEventSourceMapping", {**words, "ScalingConfig": {"MaximumConcurrency": 1}}),
        ("ListEventSourceMappings", {"MaxItems": 10001}),
    )
    lost = {"UUID": NEVER}
    lam.refusing(
        GONE,
        404,
        ("GetEventSourceMapping", lost),
        ("UpdateEventSourceMapping", {**lost, "BatchSize": 1}),
        ("DeleteEventSourceMapping", lost),
    )

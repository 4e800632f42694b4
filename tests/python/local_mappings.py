"""Event source mappings of queues on the local cloud, as boto3 sees them: functions really get the messages."""
import json

from house import client, function, holds, main, pages, refused, role, same, until

functions = client("lambda")
sqs = client("sqs")
iam = client("iam")

WORKER = """
import json
def handler(event, context):
    for record in event["Records"]:
        print("got " + json.dumps([record["body"], record["eventSource"], record["attributes"]["ApproximateReceiveCount"]]))
    bad = [record["messageId"] for record in event["Records"] if record["body"] == "bad"]
    return {"batchItemFailures": [{"itemIdentifier": one} for one in bad]}
"""
READS = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Action": ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
        "Resource": "*",
    },
}


def queue(name, **attributes):
    url = sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    return url, arn


def mapped(**words):
    made = functions.create_event_source_mapping(**words)
    same(made["ResponseMetadata"]["HTTPStatusCode"], 202)
    return rested(made["UUID"])


def rested(uuid):
    at_rest = ("Enabled", "Disabled")
    get = functions.get_event_source_mapping
    return until("a mapping at rest", lambda: (told := get(UUID=uuid))["State"] in at_rest and told)


def gone(uuid):
    functions.delete_event_source_mapping(UUID=uuid)
    until("a mapping gone", lambda: uuid not in [one["UUID"] for one in listed()])


def listed(**words):
    return functions.list_event_source_mappings(**words)["EventSourceMappings"]


def said(name):
    """What a function's log says it got."""
    try:
        events = client("logs").filter_log_events(logGroupName=f"/aws/lambda/{name}", filterPattern="got")["events"]
    except client("logs").exceptions.ResourceNotFoundException:
        return []
    return [json.loads(event["message"][4:]) for event in events]


def check_a_role_must_be_able_to_read():
    arn = role("mapper")
    function("worker", arn, WORKER)
    functions.create_alias(
        FunctionName="worker",
        Name="live",
        FunctionVersion=functions.publish_version(FunctionName="worker")["Version"],
    )
    _, source = queue("jobs")
    words = {"FunctionName": "worker:live", "EventSourceArn": source}
    refused(
        "InvalidParameterValueException",
        functions.create_event_source_mapping,
        status=400,
        holds="does not have permissions to call ReceiveMessage on SQS",
        **words,
    )
    iam.put_role_policy(RoleName="mapper", PolicyName="reads", PolicyDocument=json.dumps(READS))


def check_a_mapping_lives_and_is_changed():
    _, source = queue("jobs")
    mapping = mapped(
        FunctionName="worker:live",
        EventSourceArn=source,
        BatchSize=5,
        FunctionResponseTypes=["ReportBatchItemFailures"],
        Tags={"team": "a"},
    )
    uuid = mapping["UUID"]
    holds(mapping, State="Enabled", BatchSize=5, MaximumBatchingWindowInSeconds=0, EventSourceArn=source)
    assert mapping["FunctionArn"].endswith(":function:worker:live"), mapping
    told = refused(
        "ResourceConflictException",
        functions.create_event_source_mapping,
        status=409,
        holds=uuid,
        FunctionName="worker:live",
        EventSourceArn=source,
    )
    assert "already exists" in told["Error"]["Message"]
    functions.update_event_source_mapping(
        UUID=uuid, ScalingConfig={"MaximumConcurrency": 3}, FilterCriteria={"Filters": [{"Pattern": '{"body":["x"]}'}]}
    )
    changed = rested(uuid)
    holds(changed, ScalingConfig={"MaximumConcurrency": 3}, FilterCriteria={"Filters": [{"Pattern": '{"body":["x"]}'}]})
    functions.update_event_source_mapping(UUID=uuid, ScalingConfig={}, FilterCriteria={}, Enabled=False)
    changed = rested(uuid)
    assert "ScalingConfig" not in changed and "FilterCriteria" not in changed, changed
    holds(changed, State="Disabled", BatchSize=5)
    same(functions.list_tags(Resource=mapping["EventSourceMappingArn"])["Tags"], {"team": "a"})
    same([one["UUID"] for one in listed(EventSourceArn=source)], [uuid])
    same([one["UUID"] for one in listed(FunctionName="worker:live")], [uuid])
    gone(uuid)
    refused("ResourceNotFoundException", functions.get_event_source_mapping, status=404, UUID=uuid)


def check_messages_run_the_function():
    url, source = queue("jobs", VisibilityTimeout="30")
    mapping = mapped(
        FunctionName="worker:live", EventSourceArn=source, FunctionResponseTypes=["ReportBatchItemFailures"]
    )
    before = len(said("worker"))
    sqs.send_message(QueueUrl=url, MessageBody="good")
    until("the function ran", lambda: len(said("worker")) > before)
    same(said("worker")[before], ["good", "aws:sqs", "1"])
    counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]

    def left():
        told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=counts)["Attributes"]
        return [int(told[name]) for name in counts]

    until("nothing is left", lambda: left() == [0, 0])
    sqs.send_message_batch(
        QueueUrl=url, Entries=[{"Id": body, "MessageBody": body} for body in ("bad", "fine")]
    )
    until("both were seen", lambda: {one[0] for one in said("worker")} >= {"bad", "fine"})
    until("the failed one is hidden", lambda: left() == [0, 1])
    gone(mapping["UUID"])


def check_a_failed_message_is_buried():
    dead, dead_arn = queue("buried")
    url, source = queue(
        "lively",
        VisibilityTimeout="3",
        RedrivePolicy=json.dumps({"deadLetterTargetArn": dead_arn, "maxReceiveCount": 1}),
    )
    mapping = mapped(FunctionName="worker", EventSourceArn=source, FunctionResponseTypes=["ReportBatchItemFailures"])
    sqs.send_message(QueueUrl=url, MessageBody="bad")
    letter = until("a dead letter", lambda: sqs.receive_message(QueueUrl=dead).get("Messages"))
    same(letter[0]["Body"], "bad")
    gone(mapping["UUID"])


def check_pages():
    uuids = []
    for number in range(5):
        _, source = queue(f"paged-{number}")
        uuids.append(mapped(FunctionName="worker", EventSourceArn=source, Enabled=False)["UUID"])
    lists = functions.get_paginator("list_event_source_mappings")
    found = pages(lists, "EventSourceMappings", PaginationConfig={"PageSize": 2})
    same([len(page) for page in found], [2, 2, 1])
    same(sorted(one["UUID"] for page in found for one in page), sorted(uuids))


def check_refusals():
    _, source = queue("strict")
    _, fifo = queue("strict.fifo", FifoQueue="true")
    create = functions.create_event_source_mapping
    invalid = "InvalidParameterValueException"
    for words in [
        {"FunctionName": "nobody"},
        {"EventSourceArn": source + "x"},
        {"BatchSize": 100},
        {"StartingPosition": "LATEST"},
        {"MaximumRetryAttempts": 1},
        {"DestinationConfig": {"OnFailure": {"Destination": source}}},
        {"FilterCriteria": {"Filters": [{"Pattern": "{"}]}},
        {"EventSourceArn": fifo, "MaximumBatchingWindowInSeconds": 5},
    ]:
        refused(invalid, create, status=400, **{"FunctionName": "worker", "EventSourceArn": source, **words})
    refused(
        "ResourceNotFoundException",
        functions.update_event_source_mapping,
        status=404,
        UUID="00000000-0000-0000-0000-000000000000",
        BatchSize=1,
    )


main()

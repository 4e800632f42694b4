"""SQS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html"""
import hashlib
import json

from probe.calls import Probe
from probe.expect import ABSENT, about, like

sqs = Probe("sqs")
NONE = "AWS.SimpleQueueService.NonExistentQueue"
ACCOUNT = "000000000000"
ARN = f"arn:aws:sqs:us-east-1:{ACCOUNT}:"
RECEIPT = like(r"\S{20,}")


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


def queue(name, **attributes):
    return sqs.call("CreateQueue", {"QueueName": name, "Attributes": attributes})["QueueUrl"]


def received(url, count=1):
    return sqs.call("ReceiveMessage", {"QueueUrl": url, "MaxNumberOfMessages": count}).get("Messages", [])


def check_queues_and_their_attributes():
    attributes = {"VisibilityTimeout": "45", "DelaySeconds": "0"}
    url = sqs.answers(
        "CreateQueue",
        {"QueueName": "only-probe", "Attributes": attributes, "tags": {"team": "red"}},
        {"QueueUrl": like(rf"http://.+/{ACCOUNT}/only-probe")},
    )["QueueUrl"]
    sqs.answers("GetQueueUrl", {"QueueName": "only-probe"}, {"QueueUrl": url})
    sqs.answers("ListQueues", {"QueueNamePrefix": "only-"}, {"QueueUrls": [url], "NextToken": ABSENT})
    told = {
        "QueueArn": ARN + "only-probe",
        "VisibilityTimeout": "45",
        "MaximumMessageSize": like("262144|1048576"),
        "MessageRetentionPeriod": "345600",
        "ReceiveMessageWaitTimeSeconds": "0",
        "ApproximateNumberOfMessages": "0",
        "ApproximateNumberOfMessagesNotVisible": "0",
        "ApproximateNumberOfMessagesDelayed": "0",
        "CreatedTimestamp": like(r"\d{10}"),
        "SqsManagedSseEnabled": "true",
        "FifoQueue": ABSENT,
        "Policy": ABSENT,
    }
    everything = {"QueueUrl": url, "AttributeNames": ["All"]}
    sqs.answers("GetQueueAttributes", everything, {"Attributes": told})
    changed = {"MessageRetentionPeriod": "60", "ReceiveMessageWaitTimeSeconds": "1"}
    sqs.does(
        "SetQueueAttributes",
        {"QueueUrl": url, "Attributes": changed},
        sees=("GetQueueAttributes", everything, {"Attributes": {**changed, "VisibilityTimeout": "45"}}),
    )
    sqs.answers("ListQueueTags", {"QueueUrl": url}, {"Tags": about({"team": "red"})})
    tags = ("ListQueueTags", {"QueueUrl": url})
    sqs.does(
        "TagQueue",
        {"QueueUrl": url, "Tags": {"team": "blue", "tier": "1"}},
        sees=(*tags, {"Tags": about({"team": "blue", "tier": "1"})}),
    )
    sqs.does("UntagQueue", {"QueueUrl": url, "TagKeys": ["tier"]}, sees=(*tags, {"Tags": about({"team": "blue"})}))
    sqs.does("DeleteQueue", {"QueueUrl": url}, gone=("GetQueueUrl", {"QueueName": "only-probe"}, NONE, 400))


def check_messages():
    url = queue("probe-mail", VisibilityTimeout="30")
    attributes = {"kind": {"DataType": "String", "StringValue": "note"}}
    words = {"QueueUrl": url, "MessageBody": "hello", "MessageAttributes": attributes}
    sent = sqs.answers(
        "SendMessage",
        words,
        {"MD5OfMessageBody": md5("hello"), "MD5OfMessageAttributes": like("[0-9a-f]{32}"), "SequenceNumber": ABSENT},
    )
    one = {
        "MessageId": sent["MessageId"],
        "Body": "hello",
        "MD5OfBody": md5("hello"),
        "MessageAttributes": attributes,
        "Attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": like(r"\d{13}")},
        "ReceiptHandle": RECEIPT,
    }
    look = {"QueueUrl": url, "AttributeNames": ["All"], "MessageAttributeNames": ["All"]}
    (got,) = sqs.answers("ReceiveMessage", look, {"Messages": [one]})["Messages"]
    handle = {"QueueUrl": url, "ReceiptHandle": got["ReceiptHandle"]}
    again = {"Attributes": {"ApproximateReceiveCount": "2"}}
    sqs.does(
        "ChangeMessageVisibility", {**handle, "VisibilityTimeout": 0}, sees=("ReceiveMessage", look, {"Messages": [again]})
    )
    counts = {"QueueUrl": url, "AttributeNames": ["ApproximateNumberOfMessagesNotVisible"]}
    (got,) = (sqs.call("SendMessage", words), received(url))[1]
    empty = {"Attributes": about({"ApproximateNumberOfMessagesNotVisible": "1"})}
    sqs.does("DeleteMessage", {"QueueUrl": url, "ReceiptHandle": got["ReceiptHandle"]}, sees=("GetQueueAttributes", counts, empty))
    waiting = {"QueueUrl": url, "AttributeNames": ["ApproximateNumberOfMessages"]}
    sqs.call("SendMessage", words)
    none = {"Attributes": about({"ApproximateNumberOfMessages": "0"})}
    sqs.does("PurgeQueue", {"QueueUrl": url}, sees=("GetQueueAttributes", waiting, none))
    sqs.refuses("PurgeQueue", {"QueueUrl": url}, "AWS.SimpleQueueService.PurgeQueueInProgress", 400)


def check_batches():
    url = queue("probe-batch", VisibilityTimeout="30")
    entries = [{"Id": "a", "MessageBody": "one"}, {"Id": "b", "MessageBody": "two", "DelaySeconds": 901}]
    one, wrong = {"Id": "a", "MD5OfMessageBody": md5("one")}, {"Id": "b", "SenderFault": True, "Code": "InvalidParameterValue"}
    sqs.answers("SendMessageBatch", {"QueueUrl": url, "Entries": entries}, {"Successful": [one], "Failed": [wrong]})
    (got,) = received(url)
    bad = {"Id": "z", "ReceiptHandle": "rubbish"}
    failed = [{"Id": "z", "SenderFault": True, "Code": "ReceiptHandleIsInvalid"}]
    entry = {"Id": "a", "ReceiptHandle": got["ReceiptHandle"]}
    sqs.answers(
        "ChangeMessageVisibilityBatch",
        {"QueueUrl": url, "Entries": [{**entry, "VisibilityTimeout": 0}, {**bad, "VisibilityTimeout": 0}]},
        {"Successful": [{"Id": "a"}], "Failed": failed},
    )
    (got,) = received(url)
    entry = {"Id": "a", "ReceiptHandle": got["ReceiptHandle"]}
    sqs.answers(
        "DeleteMessageBatch",
        {"QueueUrl": url, "Entries": [entry, bad]},
        {"Successful": [{"Id": "a"}], "Failed": failed},
    )


def check_dead_letters_and_order():
    dead = queue("probe-dead")
    redrive = json.dumps({"deadLetterTargetArn": ARN + "probe-dead", "maxReceiveCount": 3})
    url = queue("probe-alive", RedrivePolicy=redrive)
    sqs.answers("ListDeadLetterSourceQueues", {"QueueUrl": dead}, {"queueUrls": [url]})
    line = queue("probe.fifo", FifoQueue="true")
    words = {"QueueUrl": line, "MessageBody": "a", "MessageGroupId": "g", "MessageDeduplicationId": "d"}
    sqs.answers("SendMessage", words, {"SequenceNumber": like(r"\d{20}"), "MD5OfMessageBody": md5("a")})
    sqs.refusing(
        "MissingParameter",
        400,
        ("SendMessage", {"QueueUrl": line, "MessageBody": "a", "MessageDeduplicationId": "d"}, "MessageGroupId"),
        ("SendMessage", {"QueueUrl": url, "MessageBody": ""}, "MessageBody"),
        ("SendMessage", {"QueueUrl": url}, "MessageBody"),
    )
    sqs.refusing(
        "InvalidParameterValue",
        400,
        ("SendMessage", {"QueueUrl": line, "MessageBody": "a", "MessageGroupId": "g"}, "ContentBasedDeduplication"),
        ("SendMessage", {**words, "DelaySeconds": 5}, "DelaySeconds"),
        ("CreateQueue", {"QueueName": "line", "Attributes": {"FifoQueue": "true"}}),
    )


def check_refusals():
    url = queue("probe-strict", DelaySeconds="5")
    lost = url + "-lost"
    entry = {"Id": "a", "ReceiptHandle": "x"}
    sqs.refusing(
        NONE,
        400,
        ("GetQueueUrl", {"QueueName": "nobody"}),
        ("GetQueueAttributes", {"QueueUrl": lost, "AttributeNames": ["All"]}),
        ("SetQueueAttributes", {"QueueUrl": lost, "Attributes": {"DelaySeconds": "1"}}),
        ("DeleteQueue", {"QueueUrl": lost}),
        ("PurgeQueue", {"QueueUrl": lost}),
        ("TagQueue", {"QueueUrl": lost, "Tags": {"a": "b"}}),
        ("UntagQueue", {"QueueUrl": lost, "TagKeys": ["a"]}),
        ("ListQueueTags", {"QueueUrl": lost}),
        ("ListDeadLetterSourceQueues", {"QueueUrl": lost}),
        ("SendMessage", {"QueueUrl": lost, "MessageBody": "m"}),
        ("SendMessageBatch", {"QueueUrl": lost, "Entries": [{"Id": "a", "MessageBody": "m"}]}),
        ("ReceiveMessage", {"QueueUrl": lost}),
        ("DeleteMessage", {"QueueUrl": lost, "ReceiptHandle": "x"}),
        ("DeleteMessageBatch", {"QueueUrl": lost, "Entries": [entry]}),
        ("ChangeMessageVisibility", {"QueueUrl": lost, "ReceiptHandle": "x", "VisibilityTimeout": 1}),
        ("ChangeMessageVisibilityBatch", {"QueueUrl": lost, "Entries": [{**entry, "VisibilityTimeout": 1}]}),
    )
    sqs.refusing(
        "InvalidParameterValue",
        400,
        ("CreateQueue", {"QueueName": "a b"}),
        ("SendMessage", {"QueueUrl": url, "MessageBody": "m", "DelaySeconds": 901}, "DelaySeconds"),
        ("ReceiveMessage", {"QueueUrl": url, "MaxNumberOfMessages": 11}, "MaxNumberOfMessages"),
        ("ReceiveMessage", {"QueueUrl": url, "WaitTimeSeconds": 21}, "WaitTimeSeconds"),
        ("ReceiveMessage", {"QueueUrl": url, "VisibilityTimeout": 43201}, "VisibilityTimeout"),
    )
    different = {"QueueName": "probe-strict", "Attributes": {"DelaySeconds": "6"}}
    sqs.refuses("CreateQueue", different, "QueueAlreadyExists", 400, "DelaySeconds")
    for name, value in {"VisibilityTimeout": "43201", "DelaySeconds": "-1", "MaximumMessageSize": "1023"}.items():
        change = {"QueueUrl": url, "Attributes": {name: value}}
        sqs.refuses("SetQueueAttributes", change, "InvalidAttributeValue", 400, name)
    sqs.refuses("SetQueueAttributes", {"QueueUrl": url, "Attributes": {"Colour": "red"}}, "InvalidAttributeName", 400)
    sqs.refuses("GetQueueAttributes", {"QueueUrl": url, "AttributeNames": ["Colour"]}, "InvalidAttributeName", 400)
    sqs.refuses("DeleteMessage", {"QueueUrl": url, "ReceiptHandle": "x"}, "ReceiptHandleIsInvalid", 400)
    change = {"QueueUrl": url, "ReceiptHandle": "x", "VisibilityTimeout": 1}
    sqs.refuses("ChangeMessageVisibility", change, "ReceiptHandleIsInvalid", 400)


def check_refusals_of_batches():
    url = queue("probe-strict-batches")
    batch = "AWS.SimpleQueueService."
    for operation, member, value in [
        ("SendMessageBatch", "MessageBody", "m"),
        ("DeleteMessageBatch", "ReceiptHandle", "x"),
        ("ChangeMessageVisibilityBatch", "ReceiptHandle", "x"),
    ]:
        entries = lambda *ids: {"QueueUrl": url, "Entries": [{"Id": one, member: value} for one in ids]}
        sqs.refuses(operation, entries(), batch + "EmptyBatchRequest", 400)
        sqs.refuses(operation, entries("a", "a"), batch + "BatchEntryIdsNotDistinct", 400)
        sqs.refuses(operation, entries("a b"), batch + "InvalidBatchEntryId", 400)
        sqs.refuses(operation, entries(*map(str, range(11))), batch + "TooManyEntriesInBatchRequest", 400)

"""SNS: https://docs.aws.amazon.com/sns/latest/api/API_Operations.html"""
import json

from house import client
from probe.calls import Probe
from probe.expect import ABSENT, among, like, tags, without

sns = Probe("sns")
ARN = "arn:aws:sns:us-east-1:000000000000:"
QUEUE = "arn:aws:sqs:us-east-1:000000000000:probe-heard"
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
LOST = ARN + "lost"


def document(text):
    """A document that is told as JSON in a text."""
    return lambda found: text in json.dumps(json.loads(found))


def topic(name, **attributes):
    return sns.call("CreateTopic", {"Name": name, "Attributes": attributes})["TopicArn"]


def check_topics():
    words = {"Name": "probe", "Attributes": {"DisplayName": "Probe"}, "Tags": [{"Key": "team", "Value": "red"}]}
    arn = sns.answers("CreateTopic", words, {"TopicArn": ARN + "probe"})["TopicArn"]
    sns.answers("ListTopics", {}, {"Topics": among("TopicArn", arn)})
    told = {
        "TopicArn": arn,
        "Owner": "000000000000",
        "DisplayName": "Probe",
        "SubscriptionsConfirmed": "0",
        "SubscriptionsPending": "0",
        "SubscriptionsDeleted": "0",
        "Policy": document("__default_statement_ID"),
        "EffectiveDeliveryPolicy": document("numRetries"),
        "FifoTopic": ABSENT,
    }
    read = ("GetTopicAttributes", {"TopicArn": arn})
    sns.answers(*read, {"Attributes": told})
    change = {"TopicArn": arn, "AttributeName": "DisplayName", "AttributeValue": "Other"}
    sns.does("SetTopicAttributes", change, sees=(*read, {"Attributes": {"DisplayName": "Other"}}))
    sns.answers("ListTagsForResource", {"ResourceArn": arn}, {"Tags": tags(team="red")})
    listed = ("ListTagsForResource", {"ResourceArn": arn})
    more = {"ResourceArn": arn, "Tags": [{"Key": "tier", "Value": "1"}]}
    sns.does("TagResource", more, sees=(*listed, {"Tags": tags(team="red", tier="1")}))
    sns.does("UntagResource", {"ResourceArn": arn, "TagKeys": ["team"]}, sees=(*listed, {"Tags": tags(tier="1")}))
    grant = {"TopicArn": arn, "Label": "other", "AWSAccountId": ["123456789012"], "ActionName": ["Publish"]}
    sns.does("AddPermission", grant, sees=(*read, {"Attributes": {"Policy": document('"Sid": "other"')}}))
    sns.refuses("AddPermission", grant, "InvalidParameter", 400, "Statement already exists")
    gone = {"Attributes": {"Policy": lambda found: "other" not in found}}
    sns.does("RemovePermission", {"TopicArn": arn, "Label": "other"}, sees=(*read, gone))
    sns.does("DeleteTopic", {"TopicArn": arn}, gone=(*read, "NotFound", 404))


def check_subscriptions():
    client("sqs").create_queue(QueueName="probe-heard")
    arn = topic("probe-news")
    words = {"TopicArn": arn, "Protocol": "sqs", "Endpoint": QUEUE, "ReturnSubscriptionArn": True}
    one = sns.answers("Subscribe", words, {"SubscriptionArn": like(f"{arn}:{UUID}")})["SubscriptionArn"]
    sns.answers("Subscribe", words, {"SubscriptionArn": one})
    entry = {"SubscriptionArn": one, "Owner": "000000000000", "Protocol": "sqs", "Endpoint": QUEUE, "TopicArn": arn}
    sns.answers("ListSubscriptionsByTopic", {"TopicArn": arn}, {"Subscriptions": [entry]})
    sns.answers("ListSubscriptions", {}, {"Subscriptions": among("SubscriptionArn", one)})
    read = ("GetSubscriptionAttributes", {"SubscriptionArn": one})
    told = {**entry, "RawMessageDelivery": "false", "PendingConfirmation": "false", "FilterPolicy": ABSENT}
    sns.answers(*read, {"Attributes": {**told, "ConfirmationWasAuthenticated": "true"}})
    change = {"SubscriptionArn": one, "AttributeName": "RawMessageDelivery", "AttributeValue": "true"}
    sns.does("SetSubscriptionAttributes", change, sees=(*read, {"Attributes": {"RawMessageDelivery": "true"}}))
    web = {"TopicArn": arn, "Protocol": "https", "Endpoint": "https://example.com/x"}
    sns.answers("Subscribe", web, {"SubscriptionArn": "pending confirmation"})
    sns.answers("GetTopicAttributes", {"TopicArn": arn}, {"Attributes": {"SubscriptionsPending": "1"}})
    sns.does("Unsubscribe", {"SubscriptionArn": one}, gone=(*read, "NotFound", 404))
    rows = {"Subscriptions": [{"SubscriptionArn": "PendingConfirmation", "Protocol": "https"}]}
    sns.answers("ListSubscriptionsByTopic", {"TopicArn": arn}, rows)
    sns.answers("ListSubscriptions", {}, {"Subscriptions": without("SubscriptionArn", one)})


def check_messages():
    arn = topic("probe-said")
    sns.answers("Publish", {"TopicArn": arn, "Message": "m"}, {"MessageId": like(UUID), "SequenceNumber": ABSENT})
    entries = [{"Id": "a", "Message": "one"}, {"Id": "b", "Message": "two"}]
    both = {"Successful": [{"Id": "a", "MessageId": like(UUID)}, {"Id": "b", "MessageId": like(UUID)}], "Failed": []}
    sns.answers("PublishBatch", {"TopicArn": arn, "PublishBatchRequestEntries": entries}, both)
    line = topic("probe.fifo", FifoTopic="true")
    words = {"TopicArn": line, "Message": "m", "MessageGroupId": "g", "MessageDeduplicationId": "d"}
    sns.answers("Publish", words, {"SequenceNumber": like(r"\d{20}")})
    for code, ids in [
        ("EmptyBatchRequest", []),
        ("TooManyEntriesInBatchRequest", [str(number) for number in range(11)]),
        ("BatchEntryIdsNotDistinct", ["a", "a"]),
        ("InvalidBatchEntryId", ["a b"]),
    ]:
        batch = {"TopicArn": arn, "PublishBatchRequestEntries": [{"Id": one, "Message": "m"} for one in ids]}
        sns.refuses("PublishBatch", batch, code, 400)
    sns.refusing(
        "InvalidParameter",
        400,
        ("Publish", {"TopicArn": arn, "Message": ""}, "Empty message"),
        ("Publish", {"TopicArn": arn, "Message": "m", "Subject": "s" * 101}, "Subject"),
        ("Publish", {"TopicArn": arn, "Message": "x", "MessageStructure": "json"}, "Message Structure"),
        ("Publish", {"TopicArn": line, "Message": "m"}, "MessageGroupId"),
        ("Publish", {"TopicArn": line, "Message": "m", "MessageGroupId": "g"}, "ContentBasedDeduplication"),
        ("Publish", {"Message": "m"}, "TopicArn"),
    )


def check_refusals():
    arn = topic("probe-strict")
    sub = f"{LOST}:00000000-0000-4000-8000-000000000000"
    entries = [{"Id": "a", "Message": "m"}]
    sns.refusing(
        "NotFound",
        404,
        ("GetTopicAttributes", {"TopicArn": LOST}),
        ("SetTopicAttributes", {"TopicArn": LOST, "AttributeName": "DisplayName", "AttributeValue": "x"}),
        ("AddPermission", {"TopicArn": LOST, "Label": "a", "AWSAccountId": ["123456789012"], "ActionName": ["Publish"]}),
        ("RemovePermission", {"TopicArn": LOST, "Label": "a"}),
        ("Subscribe", {"TopicArn": LOST, "Protocol": "sqs", "Endpoint": QUEUE}),
        ("ListSubscriptionsByTopic", {"TopicArn": LOST}),
        ("Publish", {"TopicArn": LOST, "Message": "m"}),
        ("PublishBatch", {"TopicArn": LOST, "PublishBatchRequestEntries": entries}),
        ("GetSubscriptionAttributes", {"SubscriptionArn": sub}),
        ("SetSubscriptionAttributes", {"SubscriptionArn": sub, "AttributeName": "RawMessageDelivery", "AttributeValue": "true"}),
    )
    sns.refusing(
        "ResourceNotFound",
        404,
        ("TagResource", {"ResourceArn": LOST, "Tags": [{"Key": "a", "Value": "b"}]}),
        ("UntagResource", {"ResourceArn": LOST, "TagKeys": ["a"]}),
        ("ListTagsForResource", {"ResourceArn": LOST}),
    )
    subscription = {"TopicArn": arn, "Protocol": "sqs", "Endpoint": QUEUE}
    sns.refusing(
        "InvalidParameter",
        400,
        ("CreateTopic", {"Name": "a b"}, "Topic Name"),
        ("CreateTopic", {"Name": "probe-line", "Attributes": {"FifoTopic": "true"}}),
        ("CreateTopic", {"Name": "probe-odd", "Attributes": {"Colour": "red"}, "Tags": []}),
        ("GetTopicAttributes", {"TopicArn": "rubbish"}, "TopicArn"),
        ("SetTopicAttributes", {"TopicArn": arn, "AttributeName": "Colour", "AttributeValue": "red"}, "AttributeName"),
        ("Subscribe", {**subscription, "Protocol": "pigeon"}, "does not support this protocol string"),
        ("Subscribe", {**subscription, "Endpoint": "rubbish", "ReturnSubscriptionArn": True}, "SQS endpoint ARN"),
        ("Subscribe", {**subscription, "Attributes": {"FilterPolicy": "{"}}, "FilterPolicy"),
        ("ConfirmSubscription", {"TopicArn": arn, "Token": "rubbish"}, "Token"),
    )
    different = {"Name": "probe-strict", "Tags": [{"Key": "a", "Value": "b"}]}
    sns.refuses("CreateTopic", different, "InvalidParameter", 400, "already exists with different tags")

"""Topics on the local cloud, as boto3 sees them: what is refused, and what reaches queues and functions."""
import json

from house import client, function, holds, main, pages, refused, role, same, until

sns, sqs, functions, logs = client("sns"), client("sqs"), client("lambda"), client("logs")
CODE = "def handler(event, context):\n    print('heard', event['Records'][0]['Sns']['Message'])\n"


def queue(name, open_to="sns.amazonaws.com", **attributes):
    """A queue that lets a service send: its URL and ARN."""
    url = sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    if open_to:
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": open_to},
            "Action": "sqs:SendMessage",
            "Resource": arn,
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    return url, arn


def received(url):
    got = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"])
    return got.get("Messages", [])


def subscribed(topic, arn, protocol="sqs", **attributes):
    return sns.subscribe(TopicArn=topic, Protocol=protocol, Endpoint=arn, Attributes=attributes)["SubscriptionArn"]


def shown(subscription):
    return sns.get_subscription_attributes(SubscriptionArn=subscription)["Attributes"]


def check_a_topic_shows_what_it_is():
    topic = sns.create_topic(Name="plain", Attributes={"DisplayName": "Plain"}, Tags=[{"Key": "a", "Value": "1"}])
    same(sns.create_topic(Name="plain")["TopicArn"], topic["TopicArn"])
    told = sns.get_topic_attributes(TopicArn=topic["TopicArn"])["Attributes"]
    holds(told, DisplayName="Plain", SubscriptionsConfirmed="0", SubscriptionsPending="0", SubscriptionsDeleted="0")
    same(json.loads(told["Policy"])["Statement"][0]["Sid"], "__default_statement_ID")
    assert "http" in json.loads(told["EffectiveDeliveryPolicy"])
    assert "FifoTopic" not in told
    sns.set_topic_attributes(TopicArn=topic["TopicArn"], AttributeName="DisplayName", AttributeValue="Other")
    holds(sns.get_topic_attributes(TopicArn=topic["TopicArn"])["Attributes"], DisplayName="Other")
    sns.delete_topic(TopicArn=topic["TopicArn"])
    sns.delete_topic(TopicArn=topic["TopicArn"])
    refused("NotFound", sns.get_topic_attributes, status=404, TopicArn=topic["TopicArn"])


def check_messages_reach_queues():
    topic = sns.create_topic(Name="mail")["TopicArn"]
    wrapped, bare = queue("wrapped"), queue("bare")
    subscribed(topic, wrapped[1])
    raw = subscribed(topic, bare[1], RawMessageDelivery="true", FilterPolicy=json.dumps({"n": [{"numeric": [">", 1]}]}))
    holds(shown(raw), RawMessageDelivery="true", FilterPolicyScope="MessageAttributes", PendingConfirmation="false")
    for number in "12":
        sns.publish(
            TopicArn=topic,
            Message=f"m{number}",
            Subject="s",
            MessageAttributes={
                "n": {"DataType": "Number", "StringValue": number},
                "b": {"DataType": "Binary", "BinaryValue": b"\x01\x02"},
            },
        )
    (only,) = received(bare[0])
    holds(only, Body="m2")
    same(only["MessageAttributes"]["b"], {"BinaryValue": b"\x01\x02", "DataType": "Binary"})
    letters = [json.loads(one["Body"]) for one in received(wrapped[0])]
    same([one["Message"] for one in letters], ["m1", "m2"])
    holds(letters[0], Type="Notification", Subject="s", TopicArn=topic)
    same(letters[0]["MessageAttributes"]["b"], {"Type": "Binary", "Value": "AQI="})
    sns.publish(
        TopicArn=topic,
        MessageStructure="json",
        Message=json.dumps({"default": "for all", "sqs": "for queues"}),
    )
    same(json.loads(received(wrapped[0])[0]["Body"])["Message"], "for queues")


def check_a_function_hears_and_its_dead_letters_do_too():
    topic = sns.create_topic(Name="calls")["TopicArn"]
    arn = function("listener", role("listener"), code=CODE)["FunctionArn"]
    dead = queue("unheard")
    redrive = json.dumps({"deadLetterTargetArn": dead[1]})
    subscription = subscribed(topic, arn, protocol="lambda", RedrivePolicy=redrive)
    sns.publish(TopicArn=topic, Message="forbidden")
    (letter,) = until("a dead letter", lambda: received(dead[0]))
    holds(json.loads(letter["Body"]), Type="Notification", Message="forbidden")
    functions.add_permission(
        FunctionName="listener",
        StatementId="sns",
        Action="lambda:InvokeFunction",
        Principal="sns.amazonaws.com",
        SourceArn=topic,
    )
    sns.publish(TopicArn=topic, Message="allowed")

    def heard():
        try:
            found = logs.filter_log_events(logGroupName="/aws/lambda/listener", filterPattern="heard")
        except logs.exceptions.ResourceNotFoundException:
            return None
        return [event["message"].strip() for event in found["events"]]

    same(until("the function hears", heard), ["heard allowed"])
    sns.unsubscribe(SubscriptionArn=subscription)
    sns.unsubscribe(SubscriptionArn=subscription)
    refused("NotFound", sns.get_subscription_attributes, status=404, SubscriptionArn=subscription)
    holds(sns.get_topic_attributes(TopicArn=topic)["Attributes"], SubscriptionsDeleted="1", SubscriptionsConfirmed="0")


def check_subscribing_again():
    topic = sns.create_topic(Name="again")["TopicArn"]
    _, arn = queue("again")
    first = subscribed(topic, arn, RawMessageDelivery="true")
    same(subscribed(topic, arn, RawMessageDelivery="true"), first)
    same(subscribed(topic, arn), first)
    told = refused(
        "InvalidParameter",
        sns.subscribe,
        TopicArn=topic,
        Protocol="sqs",
        Endpoint=arn,
        Attributes={"RawMessageDelivery": "false"},
    )
    same(
        told["Error"]["Message"],
        "Invalid parameter: Attributes Reason: Subscription already exists with different attributes",
    )
    sns.set_subscription_attributes(
        SubscriptionArn=first, AttributeName="FilterPolicy", AttributeValue='{"a": ["b"]}'
    )
    holds(shown(first), FilterPolicy='{"a": ["b"]}')
    sns.set_subscription_attributes(SubscriptionArn=first, AttributeName="FilterPolicy", AttributeValue="{}")
    assert "FilterPolicy" not in shown(first)


def check_a_web_endpoint_waits_for_its_confirmation():
    topic = sns.create_topic(Name="web")["TopicArn"]
    words = {"TopicArn": topic, "Protocol": "https", "Endpoint": "https://example.com/hook"}
    same(sns.subscribe(**words)["SubscriptionArn"], "pending confirmation")
    arn = sns.subscribe(**words, ReturnSubscriptionArn=True)["SubscriptionArn"]
    holds(shown(arn), PendingConfirmation="true", ConfirmationWasAuthenticated="false")
    (listed,) = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    holds(listed, SubscriptionArn="PendingConfirmation", Protocol="https")
    refused("InvalidParameter", sns.confirm_subscription, TopicArn=topic, Token="short", holds="Token")
    refused("InvalidParameter", sns.confirm_subscription, TopicArn=topic, Token="0" * 64, holds="Invalid token")


def check_fifo():
    attributes = {"FifoTopic": "true", "ContentBasedDeduplication": "true"}
    topic = sns.create_topic(Name="line.fifo", Attributes=attributes)["TopicArn"]
    holds(sns.get_topic_attributes(TopicArn=topic)["Attributes"], FifoTopic="true", ContentBasedDeduplication="true")
    url, arn = queue("line.fifo", FifoQueue="true")
    subscribed(topic, arn, RawMessageDelivery="true")
    numbers = [
        sns.publish(TopicArn=topic, Message=text, MessageGroupId="g")["SequenceNumber"] for text in ["a", "b", "b", "c"]
    ]
    same(numbers[1], numbers[2])
    same(sorted(set(numbers)), [numbers[0], numbers[1], numbers[3]])
    same([one["Body"] for one in received(url)], ["a", "b", "c"])
    refused("InvalidParameter", sns.publish, TopicArn=topic, Message="x", holds="MessageGroupId")
    standard = sns.create_topic(Name="standard")["TopicArn"]
    refused("InvalidParameter", sns.subscribe, TopicArn=standard, Protocol="sqs", Endpoint=arn, holds="FIFO SQS Queues")
    refused(
        "InvalidParameter",
        sns.publish,
        TopicArn=standard,
        Message="x",
        MessageDeduplicationId="d",
        holds="not valid for this topic type",
    )


def check_batches():
    topic = sns.create_topic(Name="batch")["TopicArn"]
    url, arn = queue("batch")
    subscribed(topic, arn, RawMessageDelivery="true")
    entries = [{"Id": str(n), "Message": f"m{n}"} for n in range(10)]
    told = sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=entries)
    same((len(told["Successful"]), told.get("Failed", [])), (10, []))
    same(sorted(one["Body"] for one in received(url)), [f"m{n}" for n in range(10)])
    batch = lambda entries: {"TopicArn": topic, "PublishBatchRequestEntries": entries}
    one = {"Id": "1", "Message": "m"}
    refused("BatchEntryIdsNotDistinct", sns.publish_batch, status=400, **batch([one, one]))
    refused("TooManyEntriesInBatchRequest", sns.publish_batch, **batch([{**one, "Id": str(n)} for n in range(11)]))
    refused("InvalidBatchEntryId", sns.publish_batch, **batch([{**one, "Id": "a.b"}]))
    refused("BatchRequestTooLong", sns.publish_batch, **batch([{"Id": i, "Message": "m" * 200_000} for i in "12"]))


def check_permissions():
    topic = sns.create_topic(Name="shared")["TopicArn"]
    words = {"TopicArn": topic, "Label": "l", "AWSAccountId": ["111122223333"], "ActionName": ["Publish", "Subscribe"]}
    sns.add_permission(**words)
    policy = json.loads(sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"])
    holds(policy["Statement"][1], Sid="l", Action=["SNS:Publish", "SNS:Subscribe"])
    refused("InvalidParameter", sns.add_permission, holds="Statement already exists", **words)
    bad = {**words, "Label": "m", "ActionName": ["Fly"]}
    refused("InvalidParameter", sns.add_permission, holds="out of service scope", **bad)
    sns.remove_permission(TopicArn=topic, Label="l")
    policy = json.loads(sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"])
    same(len(policy["Statement"]), 1)


def check_refusals():
    topic = sns.create_topic(Name="strict")["TopicArn"]
    nothing = topic + "x"
    for name in ["a" * 257, "a b", "x.fifo"]:
        refused("InvalidParameter", sns.create_topic, status=400, Name=name, holds="Topic Name")
    refused("NotFound", sns.publish, status=404, TopicArn=nothing, Message="m")
    refused("NotFound", sns.subscribe, TopicArn=nothing, Protocol="sqs", Endpoint="arn:aws:sqs:us-east-1:0:q")
    refused("InvalidParameter", sns.publish, TopicArn=topic, Message="m" * 262_145, holds="Message too long")
    refused("InvalidParameter", sns.publish, TopicArn=topic, Message="{", MessageStructure="json", holds="parse")
    refused("InvalidParameter", sns.subscribe, TopicArn=topic, Protocol="sqs", Endpoint="q", holds="SQS endpoint ARN")
    refused("InvalidParameter", sns.subscribe, TopicArn=topic, Protocol="fax", Endpoint="q", holds="protocol string: fax")
    for name, value in [
        ("Colour", "red"),
        ("RawMessageDelivery", "maybe"),
        ("FilterPolicyScope", "Moon"),
        ("FilterPolicy", "no"),
        ("FilterPolicy", '{"a": []}'),
        ("FilterPolicy", '{"a": {"b": ["c"]}}'),
        ("FilterPolicy", json.dumps({letter: [1] for letter in "abcdef"})),
        ("FilterPolicy", json.dumps({letter: list(range(13)) for letter in "ab"})),
        ("RedrivePolicy", '{"deadLetterTargetArn": "x"}'),
    ]:
        words = {"TopicArn": topic, "Protocol": "sqs", "Endpoint": "arn:aws:sqs:us-east-1:000000000000:q"}
        refused("InvalidParameter", sns.subscribe, status=400, Attributes={name: value}, **words)
    attribute = lambda name, value: {"TopicArn": topic, "AttributeName": name, "AttributeValue": value}
    refused("InvalidParameter", sns.set_topic_attributes, **attribute("FifoTopic", "true"))
    refused("InvalidParameter", sns.set_topic_attributes, **attribute("Policy", "{"))
    for name, kind in [("a..b", "String"), (".a", "String"), ("a b", "String"), ("a", "Colour")]:
        words = {"TopicArn": topic, "Message": "m"}
        attributes = {name: {"DataType": kind, "StringValue": "x"}}
        refused("ParameterValueInvalid", sns.publish, MessageAttributes=attributes, **words)


def check_lists_and_tags():
    for number in range(120):
        sns.create_topic(Name=f"listed-{number:03}")
    found = pages(sns.get_paginator("list_topics"), "Topics")
    same(len(found[0]), 100)
    listed = [one["TopicArn"] for page in found for one in page]
    same(len([one for one in listed if ":listed-" in one]), 120)
    topic = sns.create_topic(Name="listed-000")["TopicArn"]
    sns.tag_resource(ResourceArn=topic, Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    sns.untag_resource(ResourceArn=topic, TagKeys=["a"])
    same(sns.list_tags_for_resource(ResourceArn=topic)["Tags"], [{"Key": "b", "Value": "2"}])
    tagged = client("resourcegroupstaggingapi").get_resources(ResourceTypeFilters=["sns"])["ResourceTagMappingList"]
    same([one["ResourceARN"] for one in tagged], [topic])
    refused("ResourceNotFound", sns.list_tags_for_resource, status=404, ResourceArn=topic + "x")


main()

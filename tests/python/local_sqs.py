"""Queues on the local cloud, as boto3 sees them."""
import json

from house import client, holds, main, pages, refused, same, until

sqs = client("sqs")


def queue(name, **attributes):
    return sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]


def attributes(url, *names):
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(names) or ["All"])["Attributes"]


def check_a_message_comes_and_goes():
    url = queue("plain", VisibilityTimeout="30")
    sent = sqs.send_message(
        QueueUrl=url,
        MessageBody="hello",
        MessageAttributes={"kind": {"DataType": "String", "StringValue": "greeting"}},
    )
    (got,) = sqs.receive_message(
        QueueUrl=url,
        WaitTimeSeconds=1,
        AttributeNames=["All"],
        MessageAttributeNames=["All"],
    )["Messages"]
    holds(got, MessageId=sent["MessageId"], Body="hello", MD5OfBody=sent["MD5OfMessageBody"])
    same(got["MessageAttributes"]["kind"]["StringValue"], "greeting")
    same(got["Attributes"]["ApproximateReceiveCount"], "1")
    assert "Messages" not in sqs.receive_message(QueueUrl=url, WaitTimeSeconds=0)
    holds(attributes(url), ApproximateNumberOfMessagesNotVisible="1", VisibilityTimeout="30")
    sqs.delete_message(QueueUrl=url, ReceiptHandle=got["ReceiptHandle"])
    holds(attributes(url), ApproximateNumberOfMessagesNotVisible="0", ApproximateNumberOfMessages="0")


def check_what_fails_too_often_goes_to_the_dead_letters():
    dead = queue("dead")
    arn = attributes(dead, "QueueArn")["QueueArn"]
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 2})
    url = queue("lively", VisibilityTimeout="0", RedrivePolicy=policy)
    sqs.send_message(QueueUrl=url, MessageBody="poison")
    receive = lambda one: sqs.receive_message(QueueUrl=one).get("Messages", [])
    for _ in range(2):
        until("received", lambda: receive(url))
    same(receive(url), [])
    (letter,) = until("a dead letter", lambda: receive(dead))
    same(letter["Body"], "poison")
    same(sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"], [url])


def check_batches():
    url = queue("batched")
    entries = [{"Id": str(n), "MessageBody": f"m{n}"} for n in range(10)]
    told = sqs.send_message_batch(QueueUrl=url, Entries=entries)
    same(len(told["Successful"]), 10)
    got = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    same(sorted(one["Body"] for one in got), [f"m{n}" for n in range(10)])
    handles = [{"Id": str(n), "ReceiptHandle": one["ReceiptHandle"]} for n, one in enumerate(got)]
    same(len(sqs.delete_message_batch(QueueUrl=url, Entries=handles)["Successful"]), 10)
    same(attributes(url)["ApproximateNumberOfMessages"], "0")


def check_a_fifo_queue_keeps_order_and_forgets_doubles():
    url = queue("line.fifo", FifoQueue="true", ContentBasedDeduplication="true")
    for body in ["a", "b", "b", "c"]:
        sqs.send_message(QueueUrl=url, MessageBody=body, MessageGroupId="g")
    got = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    same([one["Body"] for one in got], ["a", "b", "c"])


def check_refusals():
    url = queue("strict", DelaySeconds="5")
    same(queue("strict", DelaySeconds="5"), url)
    refused(
        "QueueAlreadyExists",
        sqs.create_queue,
        status=400,
        QueueName="strict",
        Attributes={"DelaySeconds": "6"},
    )
    missing = "AWS.SimpleQueueService.NonExistentQueue"
    refused(missing, sqs.get_queue_url, status=400, QueueName="nothing")
    refused(missing, sqs.send_message, status=400, QueueUrl=url + "x", MessageBody="m")
    for name, value in [("VisibilityTimeout", "43201"), ("MessageRetentionPeriod", "59"), ("DelaySeconds", "x")]:
        refused(
            "InvalidAttributeValue",
            sqs.set_queue_attributes,
            status=400,
            QueueUrl=url,
            Attributes={name: value},
        )
    refused(
        "InvalidAttributeName",
        sqs.set_queue_attributes,
        status=400,
        QueueUrl=url,
        Attributes={"Colour": "red"},
    )


def check_lists_and_tags():
    for number in range(5):
        queue(f"listed-{number}")
    lists = sqs.get_paginator("list_queues")
    found = pages(lists, "QueueUrls", QueueNamePrefix="listed-", PaginationConfig={"PageSize": 2})
    same([len(page) for page in found], [2, 2, 1])
    url = queue("listed-0")
    sqs.tag_queue(QueueUrl=url, Tags={"a": "1", "b": "2"})
    sqs.untag_queue(QueueUrl=url, TagKeys=["a"])
    same(sqs.list_queue_tags(QueueUrl=url)["Tags"], {"b": "2"})
    sqs.delete_queue(QueueUrl=url)
    refused("AWS.SimpleQueueService.NonExistentQueue", sqs.get_queue_url, QueueName="listed-0")


main()

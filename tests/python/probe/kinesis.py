"""Kinesis: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Operations.html"""
import datetime

from house import until
from probe.calls import Probe
from probe.expect import ABSENT, about, differences, like, tags

kinesis = Probe("kinesis")
ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/"
FIRST = "shardId-000000000000"
LOST = "ResourceNotFoundException"
TOP = str(2**128 - 1)
MIDDLE = str(2**127)


def summary(name):
    return kinesis.call("DescribeStreamSummary", {"StreamName": name})["StreamDescriptionSummary"]


def settled(name):
    until(f"{name} is active", lambda: summary(name)["StreamStatus"] == "ACTIVE")


def stream(name, shards=1):
    kinesis.call("CreateStream", {"StreamName": name, "ShardCount": shards})
    settled(name)
    return {"StreamName": name}


def does(operation, request, name, **wanted):
    """A change that a stream takes a while for, and what its summary tells then."""
    wanted["StreamStatus"] = "ACTIVE"
    kinesis.comes_to(operation, request, lambda: not differences(wanted, summary(name)))


def check_streams():
    one = {"StreamName": "probe"}
    does("CreateStream", {**one, "ShardCount": 2}, "probe", OpenShardCount=2, RetentionPeriodHours=24)
    told = {
        **one,
        "StreamARN": ARN + "probe",
        "StreamStatus": "ACTIVE",
        "StreamModeDetails": {"StreamMode": "PROVISIONED"},
        "EncryptionType": "NONE",
        "StreamCreationTimestamp": datetime.datetime,
    }
    kinesis.answers("DescribeStreamSummary", one, {"StreamDescriptionSummary": {**told, "ConsumerCount": 0, "OpenShardCount": 2}})
    shards = [
        {"ShardId": FIRST, "HashKeyRange": {"StartingHashKey": "0", "EndingHashKey": str(2**127 - 1)}},
        {"ShardId": FIRST[:-1] + "1", "HashKeyRange": {"StartingHashKey": MIDDLE, "EndingHashKey": TOP}},
    ]
    kinesis.answers("DescribeStream", one, {"StreamDescription": {**told, "Shards": shards, "HasMoreShards": False}})
    kinesis.answers("ListShards", one, {"Shards": shards, "NextToken": ABSENT})
    kinesis.answers("ListStreams", {}, {"StreamNames": lambda found: "probe" in found, "HasMoreStreams": False})
    limits = {"ShardLimit": int, "OpenShardCount": int, "OnDemandStreamCount": int, "OnDemandStreamCountLimit": int}
    kinesis.answers("DescribeLimits", {}, limits)
    does("IncreaseStreamRetentionPeriod", {**one, "RetentionPeriodHours": 48}, "probe", RetentionPeriodHours=48)
    does("DecreaseStreamRetentionPeriod", {**one, "RetentionPeriodHours": 24}, "probe", RetentionPeriodHours=24)
    key = {"EncryptionType": "KMS", "KeyId": "alias/aws/kinesis"}
    does("StartStreamEncryption", {**one, **key}, "probe", **key)
    does("StopStreamEncryption", {**one, **key}, "probe", EncryptionType="NONE", KeyId=ABSENT)
    mode = {"StreamARN": ARN + "probe", "StreamModeDetails": {"StreamMode": "ON_DEMAND"}}
    does("UpdateStreamMode", mode, "probe", StreamModeDetails={"StreamMode": "ON_DEMAND"})
    gone = lambda: "probe" not in kinesis.call("ListStreams", {})["StreamNames"]
    kinesis.comes_to("DeleteStream", one, gone)
    kinesis.refuses("DescribeStream", one, LOST, 400, "Stream probe under account 000000000000 not found.")


def check_records():
    one = stream("probe-records")
    sequence = like(r"\d{56}")
    put = {**one, "PartitionKey": "k", "Data": b"one"}
    first = kinesis.answers("PutRecord", put, {"ShardId": FIRST, "SequenceNumber": sequence})
    rows = [{"PartitionKey": "k", "Data": b"two"}, {"PartitionKey": "k", "Data": b"three"}]
    answers = [{"ShardId": FIRST, "SequenceNumber": sequence, "ErrorCode": ABSENT}] * 2
    kinesis.answers("PutRecords", {**one, "Records": rows}, {"FailedRecordCount": 0, "Records": answers})
    start = {**one, "ShardId": FIRST, "ShardIteratorType": "TRIM_HORIZON"}
    iterator = kinesis.answers("GetShardIterator", start, {"ShardIterator": str})
    told = [
        {"Data": b"one", "PartitionKey": "k", "SequenceNumber": first["SequenceNumber"], "ApproximateArrivalTimestamp": datetime.datetime},
        {"Data": b"two"},
        {"Data": b"three"},
    ]
    words = {"ShardIterator": iterator["ShardIterator"]}
    kinesis.answers("GetRecords", words, {"Records": told, "NextShardIterator": str, "MillisBehindLatest": 0})
    after = {**start, "ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "StartingSequenceNumber": first["SequenceNumber"]}
    iterator = kinesis.call("GetShardIterator", after)["ShardIterator"]
    kinesis.answers("GetRecords", {"ShardIterator": iterator, "Limit": 1}, {"Records": [{"Data": b"two"}]})
    kinesis.refusing(
        "InvalidArgumentException",
        400,
        ("GetRecords", {"ShardIterator": "rubbish"}),
        ("GetShardIterator", {**start, "ShardIteratorType": "AT_TIMESTAMP"}),
        ("GetShardIterator", {**start, "ShardIteratorType": "LATEST", "StartingSequenceNumber": "1"}),
        ("PutRecord", {"PartitionKey": "k", "Data": b""}),
    )
    kinesis.refuses("GetShardIterator", {**start, "ShardId": FIRST[:-1] + "9"}, LOST, 400)


def check_shards():
    one = stream("probe-shards")
    does("SplitShard", {**one, "ShardToSplit": FIRST, "NewStartingHashKey": MIDDLE}, "probe-shards", OpenShardCount=2)
    names = [FIRST[:-1] + str(number) for number in range(3)]
    parents = [{"ShardId": names[0]}, {"ShardId": names[1], "ParentShardId": FIRST}, {"ShardId": names[2], "ParentShardId": FIRST}]
    parents[0]["SequenceNumberRange"] = {"EndingSequenceNumber": str}
    kinesis.answers("ListShards", one, {"Shards": parents})
    pair = {"ShardToMerge": names[1], "AdjacentShardToMerge": names[2]}
    does("MergeShards", {**one, **pair}, "probe-shards", OpenShardCount=1)
    scale = {**one, "TargetShardCount": 2, "ScalingType": "UNIFORM_SCALING"}
    kinesis.answers("UpdateShardCount", scale, {"CurrentShardCount": 1, "TargetShardCount": 2, "StreamName": "probe-shards"})
    settled("probe-shards")
    kinesis.refusing(
        "InvalidArgumentException",
        400,
        ("UpdateShardCount", {**scale, "TargetShardCount": 9}),
        ("DecreaseStreamRetentionPeriod", {**one, "RetentionPeriodHours": 12}),
        ("SplitShard", {**one, "ShardToSplit": FIRST[:-1] + "4", "NewStartingHashKey": TOP + "0"}),
        ("ListShards", {}),
    )


def check_tags_and_consumers():
    one = stream("probe-tags")
    arn = {"ResourceARN": ARN + "probe-tags"}
    listed = ("ListTagsForStream", one)
    kinesis.does("AddTagsToStream", {**one, "Tags": {"a": "1", "b": "2"}}, sees=(*listed, {"Tags": tags(a="1", b="2")}))
    kinesis.does("RemoveTagsFromStream", {**one, "TagKeys": ["a"]}, sees=(*listed, {"Tags": tags(b="2")}))
    kinesis.answers(*listed, {"Tags": [{"Key": "b", "Value": "2"}], "HasMoreTags": False})
    other = ("ListTagsForResource", arn)
    kinesis.does("TagResource", {**arn, "Tags": {"c": "3"}}, sees=(*other, {"Tags": tags(b="2", c="3")}))
    kinesis.does("UntagResource", {**arn, "TagKeys": ["b"]}, sees=(*other, {"Tags": tags(c="3")}))
    kinesis.answers(*other, {"Tags": [about({"Key": "c", "Value": "3"})]})
    stream_arn = {"StreamARN": ARN + "probe-tags"}
    told = {"ConsumerName": "fan", "ConsumerARN": like(ARN + r"probe-tags/consumer/fan:\d+"), "ConsumerStatus": "CREATING"}
    fan = kinesis.answers("RegisterStreamConsumer", {**stream_arn, "ConsumerName": "fan"}, {"Consumer": told})["Consumer"]
    name = {"ConsumerARN": fan["ConsumerARN"]}
    described = lambda: kinesis.call("DescribeStreamConsumer", name)["ConsumerDescription"]
    until("the consumer is active", lambda: described()["ConsumerStatus"] == "ACTIVE")
    active = {**told, "ConsumerStatus": "ACTIVE"}
    kinesis.answers("DescribeStreamConsumer", name, {"ConsumerDescription": {**active, **stream_arn}})
    kinesis.answers("ListStreamConsumers", stream_arn, {"Consumers": [active]})
    kinesis.refuses("RegisterStreamConsumer", {**stream_arn, "ConsumerName": "fan"}, "ResourceInUseException", 400)
    kinesis.refuses("DeleteStream", one, "ResourceInUseException", 400)
    gone = lambda: kinesis.call("ListStreamConsumers", stream_arn)["Consumers"] == []
    kinesis.comes_to("DeregisterStreamConsumer", name, gone)
    kinesis.refuses("DescribeStreamConsumer", name, LOST, 400)


def check_refusals():
    lost, arn = {"StreamName": "probe-lost"}, {"StreamARN": ARN + "probe-lost"}
    one = stream("probe-strict")
    shard = {"ShardId": FIRST, "ShardIteratorType": "LATEST"}
    kinesis.refusing(
        LOST,
        400,
        ("DescribeStream", lost),
        ("DescribeStreamSummary", lost),
        ("DeleteStream", lost),
        ("ListShards", lost),
        ("PutRecord", {**lost, "PartitionKey": "k", "Data": b""}),
        ("PutRecords", {**lost, "Records": [{"PartitionKey": "k", "Data": b""}]}),
        ("GetShardIterator", {**lost, **shard}),
        ("UpdateShardCount", {**lost, "TargetShardCount": 1, "ScalingType": "UNIFORM_SCALING"}),
        ("SplitShard", {**lost, "ShardToSplit": FIRST, "NewStartingHashKey": "5"}),
        ("MergeShards", {**lost, "ShardToMerge": FIRST, "AdjacentShardToMerge": FIRST[:-1] + "1"}),
        ("IncreaseStreamRetentionPeriod", {**lost, "RetentionPeriodHours": 48}),
        ("DecreaseStreamRetentionPeriod", {**lost, "RetentionPeriodHours": 24}),
        ("StartStreamEncryption", {**lost, "EncryptionType": "KMS", "KeyId": "k"}),
        ("StopStreamEncryption", {**lost, "EncryptionType": "KMS", "KeyId": "k"}),
        ("UpdateStreamMode", {**arn, "StreamModeDetails": {"StreamMode": "ON_DEMAND"}}),
        ("AddTagsToStream", {**lost, "Tags": {"a": "b"}}),
        ("RemoveTagsFromStream", {**lost, "TagKeys": ["a"]}),
        ("ListTagsForStream", lost),
        ("RegisterStreamConsumer", {**arn, "ConsumerName": "fan"}),
        ("DeregisterStreamConsumer", {**arn, "ConsumerName": "fan"}),
        ("ListStreamConsumers", arn),
    )
    kinesis.refuses("CreateStream", {**one, "ShardCount": 1}, "ResourceInUseException", 400, "already exists")
    kinesis.refusing(
        "ValidationException",
        400,
        ("CreateStream", {"StreamName": "a b", "ShardCount": 1}),
        ("CreateStream", {"StreamName": "probe-none", "ShardCount": 0, "Tags": {}}),
        ("PutRecord", {**one, "PartitionKey": "k" * 257, "Data": b""}),
        ("PutRecords", {**one, "Records": []}),
        ("GetShardIterator", {**one, **shard, "ShardIteratorType": "MIDDLE"}),
        ("DescribeStream", {**one, "Limit": 10001}),
        ("UpdateShardCount", {**one, "TargetShardCount": 2, "ScalingType": "ODD"}),
        ("GetRecords", {"ShardIterator": "x", "Limit": 10001}),
    )

"""Streams of Kinesis on the local cloud, as boto3 sees them."""
from house import client, holds, main, pages, refused, same, until

kinesis = client("kinesis")
tagging = client("resourcegroupstaggingapi")


def stream(name, shards=1, **more):
    kinesis.create_stream(StreamName=name, ShardCount=shards, **more)
    settled(name)
    return summary(name)["StreamARN"]


def summary(name):
    return kinesis.describe_stream_summary(StreamName=name)["StreamDescriptionSummary"]


def settled(name):
    until(f"{name} settles", lambda: summary(name)["StreamStatus"] == "ACTIVE")


def shards(name):
    return [one for page in pages(kinesis.get_paginator("list_shards"), "Shards", StreamName=name) for one in page]


def read(name, shard, **start):
    words = start or {"ShardIteratorType": "TRIM_HORIZON"}
    at = kinesis.get_shard_iterator(StreamName=name, ShardId=shard, **words)["ShardIterator"]
    return kinesis.get_records(ShardIterator=at)


def check_a_stream_from_birth_to_death():
    kinesis.create_stream(StreamName="life", ShardCount=2)
    same(summary("life")["StreamStatus"], "CREATING")
    exists = "Stream life under account 000000000000 already exists."
    refused("ResourceInUseException", kinesis.create_stream, status=400, holds=exists, StreamName="life", ShardCount=1)
    settled("life")
    holds(summary("life"), OpenShardCount=2, RetentionPeriodHours=24, EncryptionType="NONE", ConsumerCount=0)
    told = kinesis.describe_stream(StreamName="life")["StreamDescription"]
    same([shard["HashKeyRange"]["StartingHashKey"] for shard in told["Shards"]], ["0", str(2**127)])
    kinesis.delete_stream(StreamName="life")
    gone = lambda: "life" not in kinesis.list_streams()["StreamNames"]
    until("gone", gone)
    refused("ResourceNotFoundException", kinesis.describe_stream, status=400, StreamName="life")


def check_records_keep_their_order_within_a_key():
    stream("clicks", 2)
    sent = [kinesis.put_record(StreamName="clicks", PartitionKey="a", Data=str(n).encode()) for n in range(3)]
    same({one["ShardId"] for one in sent}, {"shardId-000000000000"})
    told = read("clicks", "shardId-000000000000")
    same([one["Data"] for one in told["Records"]], [b"0", b"1", b"2"])
    same([one["SequenceNumber"] for one in told["Records"]], [one["SequenceNumber"] for one in sent])
    same(told["MillisBehindLatest"], 0)
    after = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "StartingSequenceNumber": sent[0]["SequenceNumber"]}
    same([one["Data"] for one in read("clicks", "shardId-000000000000", **after)["Records"]], [b"1", b"2"])
    since = {"ShardIteratorType": "AT_TIMESTAMP", "Timestamp": told["Records"][0]["ApproximateArrivalTimestamp"]}
    same(len(read("clicks", "shardId-000000000000", **since)["Records"]), 3)
    latest = {"ShardIteratorType": "LATEST"}
    same(read("clicks", "shardId-000000000000", **latest)["Records"], [])
    entries = [{"PartitionKey": str(n), "Data": b"x"} for n in range(100)]
    told = kinesis.put_records(StreamName="clicks", Records=entries)
    same((told["FailedRecordCount"], len(told["Records"])), (0, 100))
    found = sum(len(read("clicks", shard["ShardId"])["Records"]) for shard in shards("clicks"))
    same(found, 103)


def check_shards_split_and_merge():
    stream("grown")
    kinesis.put_record(StreamName="grown", PartitionKey="k", Data=b"old")
    told = kinesis.update_shard_count(StreamName="grown", TargetShardCount=2, ScalingType="UNIFORM_SCALING")
    holds(told, CurrentShardCount=1, TargetShardCount=2)
    settled("grown")
    parent, one, two = shards("grown")
    same([one["ParentShardId"], two["ParentShardId"]], [parent["ShardId"]] * 2)
    assert "EndingSequenceNumber" in parent["SequenceNumberRange"]
    told = read("grown", parent["ShardId"])
    same([record["Data"] for record in told["Records"]], [b"old"])
    assert "NextShardIterator" not in told and len(told["ChildShards"]) == 2, told
    kinesis.merge_shards(StreamName="grown", ShardToMerge=one["ShardId"], AdjacentShardToMerge=two["ShardId"])
    settled("grown")
    last = shards("grown")[-1]
    holds(last, ParentShardId=one["ShardId"], AdjacentParentShardId=two["ShardId"])
    kinesis.split_shard(StreamName="grown", ShardToSplit=last["ShardId"], NewStartingHashKey=str(2**100))
    settled("grown")
    same(summary("grown")["OpenShardCount"], 2)
    far = {"StreamName": "grown", "TargetShardCount": 9, "ScalingType": "UNIFORM_SCALING"}
    refused("InvalidArgumentException", kinesis.update_shard_count, status=400, holds="over double", **far)


def check_settings():
    arn = stream("settings")
    kinesis.increase_stream_retention_period(StreamName="settings", RetentionPeriodHours=72)
    refused("ResourceInUseException", kinesis.start_stream_encryption, StreamName="settings", EncryptionType="KMS", KeyId="k")
    settled("settings")
    kinesis.decrease_stream_retention_period(StreamName="settings", RetentionPeriodHours=48)
    settled("settings")
    kinesis.start_stream_encryption(StreamName="settings", EncryptionType="KMS", KeyId="alias/aws/kinesis")
    settled("settings")
    holds(summary("settings"), RetentionPeriodHours=48, EncryptionType="KMS", KeyId="alias/aws/kinesis")
    same(kinesis.put_record(StreamARN=arn, PartitionKey="k", Data=b"x")["EncryptionType"], "KMS")
    kinesis.stop_stream_encryption(StreamName="settings", EncryptionType="KMS", KeyId="alias/aws/kinesis")
    settled("settings")
    kinesis.update_stream_mode(StreamARN=arn, StreamModeDetails={"StreamMode": "ON_DEMAND"})
    settled("settings")
    same(summary("settings")["StreamModeDetails"], {"StreamMode": "ON_DEMAND"})
    words = {"StreamName": "settings", "TargetShardCount": 2, "ScalingType": "UNIFORM_SCALING"}
    refused("ValidationException", kinesis.update_shard_count, status=400, holds="On-Demand mode", **words)
    short = {"StreamName": "settings", "RetentionPeriodHours": 12}
    refused("InvalidArgumentException", kinesis.decrease_stream_retention_period, status=400, holds="too short", **short)


def check_tags_consumers_and_lists():
    arn = stream("tagged", Tags={"team": "a"})
    kinesis.add_tags_to_stream(StreamName="tagged", Tags={"tier": "1"})
    kinesis.remove_tags_from_stream(StreamName="tagged", TagKeys=["team"])
    same(kinesis.list_tags_for_stream(StreamName="tagged")["Tags"], [{"Key": "tier", "Value": "1"}])
    kinesis.tag_resource(ResourceARN=arn, Tags={"more": "2"})
    kinesis.untag_resource(ResourceARN=arn, TagKeys=["more"])
    same(kinesis.list_tags_for_resource(ResourceARN=arn)["Tags"], [{"Key": "tier", "Value": "1"}])
    found = tagging.get_resources(TagFilters=[{"Key": "tier", "Values": ["1"]}], ResourceTypeFilters=["kinesis:stream"])
    same([one["ResourceARN"] for one in found["ResourceTagMappingList"]], [arn])
    fan = kinesis.register_stream_consumer(StreamARN=arn, ConsumerName="fan")["Consumer"]
    told = lambda: kinesis.describe_stream_consumer(ConsumerARN=fan["ConsumerARN"])["ConsumerDescription"]
    until("active", lambda: told()["ConsumerStatus"] == "ACTIVE")
    refused("ResourceInUseException", kinesis.register_stream_consumer, StreamARN=arn, ConsumerName="fan")
    same([one["ConsumerName"] for one in kinesis.list_stream_consumers(StreamARN=arn)["Consumers"]], ["fan"])
    refused("ResourceInUseException", kinesis.delete_stream, StreamName="tagged")
    kinesis.delete_stream(StreamName="tagged", EnforceConsumerDeletion=True)
    kinesis.create_stream(StreamName="listed", StreamModeDetails={"StreamMode": "ON_DEMAND"})
    names = kinesis.list_streams(Limit=1)
    assert names["HasMoreStreams"] and len(names["StreamSummaries"]) == 1, names
    assert kinesis.describe_limits()["OnDemandStreamCount"] >= 1


def check_refusals():
    stream("strict")
    shard = {"StreamName": "strict", "ShardId": "shardId-000000000000"}
    for code, call, words in [
        ("ResourceNotFoundException", kinesis.put_record, {"StreamName": "none", "PartitionKey": "k", "Data": b""}),
        ("ValidationException", kinesis.put_record, {"StreamName": "strict", "PartitionKey": "k" * 257, "Data": b""}),
        ("ValidationException", kinesis.put_record, {"StreamName": "strict", "PartitionKey": "k", "Data": b"x" * 1_048_577}),
        ("InvalidArgumentException", kinesis.put_record, {"PartitionKey": "k", "Data": b""}),
        ("InvalidArgumentException", kinesis.get_shard_iterator, {**shard, "ShardIteratorType": "AT_TIMESTAMP"}),
        ("InvalidArgumentException", kinesis.get_shard_iterator, {**shard, "ShardIteratorType": "LATEST", "StartingSequenceNumber": "1"}),
        ("ResourceNotFoundException", kinesis.get_shard_iterator, {**shard, "ShardId": "shardId-000000000009", "ShardIteratorType": "LATEST"}),
        ("InvalidArgumentException", kinesis.get_records, {"ShardIterator": "junk"}),
        ("InvalidArgumentException", kinesis.list_shards, {}),
    ]:
        refused(code, call, status=400, **words)


main()

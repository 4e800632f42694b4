"""DynamoDB Streams: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html"""
from probe.calls import Probe
from probe.dynamodb import KEY, ON_DEMAND, db, ready, s
from probe.expect import ABSENT, like

streams = Probe("dynamodbstreams")


def check_streams():
    name = {"TableName": "probe-streamed"}
    view = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    db.call("CreateTable", {**name, **KEY, **ON_DEMAND, "StreamSpecification": view})
    table = ready("probe-streamed")
    arn = {"StreamArn": table["LatestStreamArn"]}
    one = {**arn, **name, "StreamLabel": table["LatestStreamLabel"]}
    streams.answers("ListStreams", name, {"Streams": [one], "LastEvaluatedStreamArn": ABSENT})
    shards = [{"ShardId": like("shardId-.+"), "SequenceNumberRange": {"StartingSequenceNumber": like(r"\d+")}}]
    told = {**one, "StreamStatus": "ENABLED", "StreamViewType": "NEW_AND_OLD_IMAGES", "KeySchema": KEY["KeySchema"], "Shards": shards}
    (shard,) = streams.answers("DescribeStream", arn, {"StreamDescription": told})["StreamDescription"]["Shards"]
    db.call("PutItem", {**name, "Item": {"id": s("a")}})
    db.call("PutItem", {**name, "Item": {"id": s("a"), "note": s("x")}})
    db.call("DeleteItem", {**name, "Key": {"id": s("a")}})
    start = {**arn, "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}
    iterator = streams.answers("GetShardIterator", start, {"ShardIterator": str})
    change = lambda kind, **images: {
        "eventName": kind,
        "eventSource": "aws:dynamodb",
        "eventVersion": "1.1",
        "awsRegion": "us-east-1",
        "dynamodb": {"Keys": {"id": s("a")}, "StreamViewType": "NEW_AND_OLD_IMAGES", **images},
    }
    records = [
        change("INSERT", NewImage={"id": s("a")}, OldImage=ABSENT),
        change("MODIFY", NewImage={"note": s("x")}, OldImage={"note": ABSENT}),
        change("REMOVE", OldImage={"note": s("x")}, NewImage=ABSENT),
    ]
    words = {"ShardIterator": iterator["ShardIterator"]}
    found = streams.answers("GetRecords", words, {"Records": records, "NextShardIterator": str})
    streams.answers("GetRecords", {"ShardIterator": found["NextShardIterator"]}, {"Records": []})
    lost = arn["StreamArn"][:-3] + "999"
    streams.refusing(
        "ResourceNotFoundException",
        400,
        ("DescribeStream", {"StreamArn": lost}),
        ("GetShardIterator", {**start, "StreamArn": lost}),
        ("GetShardIterator", {**start, "ShardId": "shardId-00000000000000000000-00000000"}),
    )
    streams.refusing(
        "ValidationException",
        400,
        ("DescribeStream", {"StreamArn": "rubbish"}),
        ("GetShardIterator", {**start, "ShardIteratorType": "MIDDLE"}),
        ("GetRecords", {"ShardIterator": "rubbish"}),
        ("GetRecords", {**words, "Limit": 1001}),
        ("ListStreams", {"Limit": 101}),
    )

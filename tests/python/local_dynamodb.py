"""Tables, items and their streams on the local cloud, as boto3 sees them."""
from decimal import Decimal

import boto3
from boto3.dynamodb.conditions import Attr, Key
from house import ENDPOINT, REGION, client, holds, main, pages, refused, same, until

db = client("dynamodb")
streams = client("dynamodbstreams")
tagging = client("resourcegroupstaggingapi")
high = boto3.resource("dynamodb", endpoint_url=ENDPOINT, region_name=REGION)


def attribute(name, kind="S"):
    return {"AttributeName": name, "AttributeType": kind}


def keys(hash_key, range_key=None):
    schema = [{"AttributeName": hash_key, "KeyType": "HASH"}]
    return schema + ([{"AttributeName": range_key, "KeyType": "RANGE"}] if range_key else [])


def table(name, **more):
    words = {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [attribute("id")],
        "KeySchema": keys("id"),
    }
    made = db.create_table(**{**words, **more})["TableDescription"]
    db.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 0.02, "MaxAttempts": 500})
    return made


def described(name):
    return db.describe_table(TableName=name)["Table"]


def settled(name):
    """Waits until a table and its indexes are active."""

    def ready():
        told = described(name)
        states = [told["TableStatus"]] + [one["IndexStatus"] for one in told.get("GlobalSecondaryIndexes", [])]
        return told if set(states) == {"ACTIVE"} else None

    return until(f"{name} settles", ready)


def check_a_table_from_birth_to_death():
    made = table("life", Tags=[{"Key": "team", "Value": "a"}])
    holds(made, TableStatus="CREATING", TableName="life", ItemCount=0)
    told = described("life")
    holds(told, TableStatus="ACTIVE", KeySchema=keys("id"), DeletionProtectionEnabled=False)
    same(told["BillingModeSummary"]["BillingMode"], "PAY_PER_REQUEST")
    refused("ResourceInUseException", table, status=400, holds="Table already exists: life", name="life")
    db.delete_table(TableName="life")
    db.get_waiter("table_not_exists").wait(TableName="life", WaiterConfig={"Delay": 0.02, "MaxAttempts": 500})
    refused("ResourceNotFoundException", db.describe_table, status=400, holds="Table: life not found", TableName="life")


def check_settings_change_one_by_one():
    table("settings")
    for change, path, wanted in [
        (
            {"BillingMode": "PROVISIONED", "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 4}},
            ["ProvisionedThroughput", "ReadCapacityUnits"],
            5,
        ),
        (
            {"ProvisionedThroughput": {"ReadCapacityUnits": 2, "WriteCapacityUnits": 4}},
            ["ProvisionedThroughput", "NumberOfDecreasesToday"],
            1,
        ),
        ({"BillingMode": "PAY_PER_REQUEST"}, ["BillingModeSummary", "BillingMode"], "PAY_PER_REQUEST"),
        (
            {"OnDemandThroughput": {"MaxReadRequestUnits": 100, "MaxWriteRequestUnits": 50}},
            ["OnDemandThroughput", "MaxWriteRequestUnits"],
            50,
        ),
        ({"TableClass": "STANDARD_INFREQUENT_ACCESS"}, ["TableClassSummary", "TableClass"], "STANDARD_INFREQUENT_ACCESS"),
        ({"SSESpecification": {"Enabled": True, "SSEType": "KMS"}}, ["SSEDescription", "SSEType"], "KMS"),
        ({"DeletionProtectionEnabled": True}, ["DeletionProtectionEnabled"], True),
        (
            {"StreamSpecification": {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}},
            ["StreamSpecification", "StreamViewType"],
            "KEYS_ONLY",
        ),
    ]:
        db.update_table(TableName="settings", **change)
        refused("ResourceInUseException", db.update_table, TableName="settings", **change)
        found = settled("settings")
        for step in path:
            found = found[step]
        same(found, wanted)
    protected = "Disable deletion protection first"
    refused("ValidationException", db.delete_table, status=400, holds=protected, TableName="settings")
    refused(
        "ValidationException",
        db.update_table,
        holds="already has an enabled stream",
        TableName="settings",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )
    refused(
        "ValidationException",
        db.update_table,
        TableName="settings",
        TableClass="STANDARD",
        DeletionProtectionEnabled=False,
    )


def check_an_index_comes_and_goes():
    table("indexed")
    for number in range(4):
        item = {"id": {"S": str(number)}, "who": {"S": "ann" if number % 2 else "bob"}}
        db.put_item(TableName="indexed", Item=item)
    create = {
        "IndexName": "by_who",
        "KeySchema": keys("who", "id"),
        "Projection": {"ProjectionType": "ALL"},
    }
    db.update_table(
        TableName="indexed",
        AttributeDefinitions=[attribute("id"), attribute("who")],
        GlobalSecondaryIndexUpdates=[{"Create": create}],
    )
    index = settled("indexed")["GlobalSecondaryIndexes"][0]
    holds(index, IndexName="by_who", ItemCount=4, Projection={"ProjectionType": "ALL"})
    assert index["IndexArn"].endswith(":table/indexed/index/by_who"), index
    found = db.query(
        TableName="indexed",
        IndexName="by_who",
        KeyConditionExpression="who = :w",
        ExpressionAttributeValues={":w": {"S": "ann"}},
    )
    same([item["id"]["S"] for item in found["Items"]], ["1", "3"])
    db.update_table(TableName="indexed", GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "by_who"}}])
    until("the index is gone", lambda: "GlobalSecondaryIndexes" not in described("indexed"))
    same(described("indexed")["AttributeDefinitions"], [attribute("id")])


def check_the_high_level_client_reads_and_writes():
    table("docs", AttributeDefinitions=[attribute("id"), attribute("at", "N")], KeySchema=keys("id", "at"))
    docs = high.Table("docs")
    with docs.batch_writer() as batch:
        for number in range(60):
            batch.put_item(Item={"id": f"p{number % 3}", "at": number, "price": Decimal("1.25") * number, "even": number % 2 == 0})
    found = docs.query(KeyConditionExpression=Key("id").eq("p1") & Key("at").between(10, 40), FilterExpression=Attr("even").eq(True))
    same([int(item["at"]) for item in found["Items"]], [10, 16, 22, 28, 34, 40])
    docs.update_item(
        Key={"id": "p1", "at": 10},
        UpdateExpression="SET #n = list_append(if_not_exists(#n, :none), :one) ADD price :more",
        ExpressionAttributeNames={"#n": "notes"},
        ExpressionAttributeValues={":none": [], ":one": ["x", {"deep": {1, 2}}], ":more": Decimal("0.05")},
    )
    item = docs.get_item(Key={"id": "p1", "at": 10}, ConsistentRead=True)["Item"]
    same(item["price"], Decimal("12.55"))
    same(item["notes"], ["x", {"deep": {Decimal(1), Decimal(2)}}])
    total = sum(page["Count"] for page in db.get_paginator("scan").paginate(TableName="docs", PaginationConfig={"PageSize": 7}))
    same(total, 60)
    found = high.batch_get_item(RequestItems={"docs": {"Keys": [{"id": "p0", "at": n} for n in range(0, 30, 3)]}})
    same(len(found["Responses"]["docs"]), 10)


def check_conditions_and_transactions():
    table("guarded")
    new = {"TableName": "guarded", "Item": {"id": {"S": "1"}}, "ConditionExpression": "attribute_not_exists(id)"}
    db.put_item(**new)
    told = refused(
        "ConditionalCheckFailedException",
        db.put_item,
        status=400,
        ReturnValuesOnConditionCheckFailure="ALL_OLD",
        **new,
    )
    same(told["Item"], {"id": {"S": "1"}})
    told = refused(
        "TransactionCanceledException",
        db.transact_write_items,
        status=400,
        TransactItems=[{"Put": {"TableName": "guarded", "Item": {"id": {"S": "2"}}}}, {"Put": new}],
    )
    same([reason["Code"] for reason in told["CancellationReasons"]], ["None", "ConditionalCheckFailed"])
    assert "Item" not in db.get_item(TableName="guarded", Key={"id": {"S": "2"}})
    db.transact_write_items(
        TransactItems=[
            {"Put": {"TableName": "guarded", "Item": {"id": {"S": "2"}}}},
            {"Delete": {"TableName": "guarded", "Key": {"id": {"S": "1"}}}},
        ]
    )
    got = db.transact_get_items(TransactItems=[{"Get": {"TableName": "guarded", "Key": {"id": {"S": one}}}} for one in "12"])
    same([answer.get("Item") for answer in got["Responses"]], [None, {"id": {"S": "2"}}])


def check_refusals_in_dynamodbs_words():
    table("strict", AttributeDefinitions=[attribute("id"), attribute("at", "N")], KeySchema=keys("id", "at"))
    key = {"id": {"S": "1"}, "at": {"N": "1"}}
    for call, words, text in [
        (db.get_item, {"Key": {"id": {"S": "1"}}}, "The provided key element does not match the schema"),
        (db.put_item, {"Item": {"id": {"S": "1"}}}, "Missing the key at in the item"),
        (db.put_item, {"Item": {"id": {"S": ""}, "at": {"N": "1"}}}, "cannot contain an empty string value"),
        (db.put_item, {"Item": {**key, "n": {"N": "one"}}}, "cannot be converted to a numeric value: one"),
        (db.put_item, {"Item": {**key, "s": {"SS": ["a", "a"]}}}, "contains duplicates"),
        (db.put_item, {"Item": {**key, "x": {"S": "x" * 409_600}}}, "Item size has exceeded the maximum allowed size"),
        (db.put_item, {"Item": key, "ReturnValues": "ALL_NEW"}, "ReturnValues can only be ALL_OLD or NONE"),
        (db.put_item, {"Item": key, "ConditionExpression": "id ="}, 'Syntax error; token: "<EOF>", near: "="'),
        (db.put_item, {"Item": key, "ConditionExpression": "attribute_exists(status)"}, "reserved keyword: status"),
        (db.put_item, {"Item": key, "ConditionExpression": "id = :v"}, "attribute value: :v"),
        (db.update_item, {"Key": key, "UpdateExpression": "SET id = :v", "ExpressionAttributeValues": {":v": {"S": "2"}}}, "part of the key"),
        (db.update_item, {"Key": key, "UpdateExpression": "SET a.b = :v", "ExpressionAttributeValues": {":v": {"S": "2"}}}, "invalid for update"),
        (db.delete_item, {"Key": key, "ExpressionAttributeValues": {":v": {"S": "2"}}}, "can only be specified when using expressions"),
        (db.query, {}, "must be specified in the request"),
        (db.query, {"KeyConditionExpression": "id > :v", "ExpressionAttributeValues": {":v": {"S": "2"}}}, "Query key condition not supported"),
        (db.scan, {"Segment": 3, "TotalSegments": 2}, "is not less than TotalSegments: 2"),
        (db.scan, {"IndexName": "none"}, "does not have the specified index: none"),
    ]:
        refused("ValidationException", call, status=400, holds=text, TableName="strict", **words)
    refused("ResourceNotFoundException", db.scan, status=400, TableName="nothing")
    refused("ValidationException", db.create_table, holds="must both be specified", TableName="poor",
            AttributeDefinitions=[attribute("id")], KeySchema=keys("id"))


def check_time_to_live_and_recovery():
    table("mortal", StreamSpecification={"StreamEnabled": True, "StreamViewType": "OLD_IMAGE"})
    spec = {"Enabled": True, "AttributeName": "until"}
    db.update_time_to_live(TableName="mortal", TimeToLiveSpecification=spec)
    told = lambda: db.describe_time_to_live(TableName="mortal")["TimeToLiveDescription"]
    until("enabled", lambda: told()["TimeToLiveStatus"] == "ENABLED")
    same(told()["AttributeName"], "until")
    refused("ValidationException", db.update_time_to_live, holds="already enabled", TableName="mortal", TimeToLiveSpecification=spec)
    now = int(described("mortal")["CreationDateTime"].timestamp())
    db.put_item(TableName="mortal", Item={"id": {"S": "gone"}, "until": {"N": str(now)}})
    db.put_item(TableName="mortal", Item={"id": {"S": "kept"}, "until": {"N": str(now + 3600)}})
    until("what is due is gone", lambda: db.scan(TableName="mortal")["Count"] == 1)
    records = until("a record of it", lambda: [one for one in read("mortal") if one["eventName"] == "REMOVE"])
    same(records[0]["userIdentity"], {"PrincipalId": "dynamodb.amazonaws.com", "Type": "Service"})
    recovery = {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 7}
    db.update_continuous_backups(TableName="mortal", PointInTimeRecoverySpecification=recovery)
    backups = db.describe_continuous_backups(TableName="mortal")["ContinuousBackupsDescription"]
    holds(backups["PointInTimeRecoveryDescription"], PointInTimeRecoveryStatus="ENABLED", RecoveryPeriodInDays=7)
    refused("TableNotFoundException", db.describe_continuous_backups, TableName="nothing")


def read(name):
    """All records of a table's stream."""
    arn = described(name)["LatestStreamArn"]
    (shard,) = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    start = {"StreamArn": arn, "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}
    return streams.get_records(ShardIterator=streams.get_shard_iterator(**start)["ShardIterator"])["Records"]


def check_a_stream_tells_what_happened():
    table("watched", StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"})
    db.put_item(TableName="watched", Item={"id": {"S": "1"}, "v": {"N": "1"}})
    db.put_item(TableName="watched", Item={"id": {"S": "1"}, "v": {"N": "2"}})
    db.delete_item(TableName="watched", Key={"id": {"S": "1"}})
    records = read("watched")
    same([one["eventName"] for one in records], ["INSERT", "MODIFY", "REMOVE"])
    holds(records[1]["dynamodb"], OldImage={"id": {"S": "1"}, "v": {"N": "1"}}, NewImage={"id": {"S": "1"}, "v": {"N": "2"}})
    listed = streams.list_streams(TableName="watched")["Streams"]
    same([one["StreamArn"] for one in listed], [described("watched")["LatestStreamArn"]])
    missing = listed[0]["StreamArn"] + "0"
    refused("ResourceNotFoundException", streams.describe_stream, status=400, StreamArn=missing)
    refused("ValidationException", streams.get_records, status=400, ShardIterator="junk")


def check_tags_and_lists():
    arn = table("tagged", Tags=[{"Key": "team", "Value": "a"}])["TableArn"]
    db.tag_resource(ResourceArn=arn, Tags=[{"Key": "tier", "Value": "1"}])
    db.untag_resource(ResourceArn=arn, TagKeys=["team"])
    same(db.list_tags_of_resource(ResourceArn=arn)["Tags"], [{"Key": "tier", "Value": "1"}])
    found = tagging.get_resources(TagFilters=[{"Key": "tier", "Values": ["1"]}], ResourceTypeFilters=["dynamodb:table"])
    same([one["ResourceARN"] for one in found["ResourceTagMappingList"]], [arn])
    refused("ResourceNotFoundException", db.list_tags_of_resource, status=400, ResourceArn=arn + "x")
    names = [name for page in pages(db.get_paginator("list_tables"), "TableNames", PaginationConfig={"PageSize": 3}) for name in page]
    assert "tagged" in names and names == sorted(names), names


main()

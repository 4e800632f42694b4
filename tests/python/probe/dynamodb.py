"""DynamoDB: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB.html"""
import datetime

from house import until
from probe.calls import Probe
from probe.expect import ABSENT, about, like, tags

db = Probe("dynamodb")
ARN = "arn:aws:dynamodb:us-east-1:000000000000:table/"
KEY = {
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
}
ON_DEMAND = {"BillingMode": "PAY_PER_REQUEST"}
LOST = {"TableName": "probe-lost"}


def s(text):
    return {"S": text}


def n(number):
    return {"N": str(number)}


def ready(name):
    def rests():
        table = db.call("DescribeTable", {"TableName": name})["Table"]
        states = [table["TableStatus"]] + [one["IndexStatus"] for one in table.get("GlobalSecondaryIndexes", [])]
        return table if set(states) == {"ACTIVE"} else None

    return until(f"{name} is active", rests)


def table(name, **more):
    db.call("CreateTable", {"TableName": name, **KEY, **ON_DEMAND, **more})
    ready(name)
    return {"TableName": name}


def check_tables():
    one = {"TableName": "probe"}
    told = {
        **KEY,
        "TableName": "probe",
        "TableArn": ARN + "probe",
        "TableId": like("[0-9a-f-]{36}"),
        "TableStatus": "CREATING",
        "CreationDateTime": datetime.datetime,
        "ItemCount": 0,
        "TableSizeBytes": 0,
        "BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"},
        "DeletionProtectionEnabled": False,
    }
    words = {**one, **KEY, **ON_DEMAND, "Tags": [{"Key": "team", "Value": "red"}]}
    db.answers("CreateTable", words, {"TableDescription": told})
    ready("probe")
    read = ("DescribeTable", one)
    db.answers(*read, {"Table": {**told, "TableStatus": "ACTIVE", "LatestStreamArn": ABSENT}})
    db.answers("ListTables", {}, {"TableNames": lambda found: "probe" in found})
    arn = {"ResourceArn": ARN + "probe"}
    db.answers("ListTagsOfResource", arn, {"Tags": [{"Key": "team", "Value": "red"}]})
    listed = ("ListTagsOfResource", arn)
    more = {**arn, "Tags": [{"Key": "tier", "Value": "1"}]}
    db.does("TagResource", more, sees=(*listed, {"Tags": tags(team="red", tier="1")}))
    db.does("UntagResource", {**arn, "TagKeys": ["team"]}, sees=(*listed, {"Tags": tags(tier="1")}))
    off = {"TimeToLiveDescription": about({"TimeToLiveStatus": "DISABLED"})}
    db.answers("DescribeTimeToLive", one, off)
    expiry = {"TimeToLiveSpecification": {"Enabled": True, "AttributeName": "until"}}
    db.answers("UpdateTimeToLive", {**one, **expiry}, expiry)
    on = {"TimeToLiveDescription": {"TimeToLiveStatus": like("ENABLED|ENABLING"), "AttributeName": "until"}}
    db.answers("DescribeTimeToLive", one, on)
    backups = lambda status: {"ContinuousBackupsDescription": {
        "ContinuousBackupsStatus": "ENABLED",
        "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": status},
    }}
    db.answers("DescribeContinuousBackups", one, backups("DISABLED"))
    recovery = {"PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True}}
    db.answers("UpdateContinuousBackups", {**one, **recovery}, backups("ENABLED"))
    db.answers("UpdateTable", {**one, "DeletionProtectionEnabled": True}, {"TableDescription": {"TableArn": ARN + "probe"}})
    ready("probe")
    db.refuses("DeleteTable", one, "ValidationException", 400, "deletion protection")
    db.call("UpdateTable", {**one, "DeletionProtectionEnabled": False})
    ready("probe")
    limits = {"AccountMaxReadCapacityUnits": 80000, "TableMaxReadCapacityUnits": 40000, "TableMaxWriteCapacityUnits": 40000}
    db.answers("DescribeLimits", {}, limits)
    db.answers("DeleteTable", one, {"TableDescription": {"TableName": "probe", "TableStatus": "DELETING"}})
    until("the table is gone", lambda: "probe" not in db.call("ListTables", {})["TableNames"])
    db.refuses("DescribeTable", one, "ResourceNotFoundException", 400, "Table: probe not found")


def check_items():
    one = table("probe-items")
    item = {"id": s("a"), "count": n(1), "list": {"L": [s("x"), {"BOOL": True}, {"NULL": True}]}, "set": {"NS": ["1"]}}
    old = {**one, "ReturnValues": "ALL_OLD"}
    used = lambda units: {"TableName": "probe-items", "CapacityUnits": units}
    first = {"Attributes": ABSENT, "ConsumedCapacity": used(1.0)}
    db.answers("PutItem", {**old, "Item": item, "ReturnConsumedCapacity": "TOTAL"}, first)
    db.answers("PutItem", {**old, "Item": {**item, "count": n("2.50")}}, {"Attributes": about(item)})
    key = {"Key": {"id": s("a")}}
    half = {**one, **key, "ReturnConsumedCapacity": "TOTAL"}
    db.answers("GetItem", half, {"Item": about({**item, "count": n("2.5")}), "ConsumedCapacity": used(0.5)})
    db.answers("GetItem", {**one, "Key": {"id": s("none")}, "ConsistentRead": True}, {"Item": ABSENT})
    update = {
        "UpdateExpression": "SET #c = #c + :one, spare = if_not_exists(spare, :x) REMOVE #l ADD #s :more",
        "ExpressionAttributeNames": {"#c": "count", "#l": "list", "#s": "set"},
        "ExpressionAttributeValues": {":one": n(1), ":x": s("x"), ":more": {"NS": ["2"]}},
        "ReturnValues": "ALL_NEW",
    }
    new = {"id": s("a"), "count": n("3.5"), "spare": s("x"), "set": lambda found: set(found["NS"]) == {"1", "2"}, "list": ABSENT}
    db.answers("UpdateItem", {**one, **key, **update}, {"Attributes": new})
    failing = {"ConditionExpression": "attribute_not_exists(id)"}
    code = "ConditionalCheckFailedException"
    db.refuses("PutItem", {**one, "Item": item, **failing}, code, 400, "The conditional request failed")
    db.refuses("UpdateItem", {**one, **key, **failing}, code, 400)
    db.refuses("DeleteItem", {**one, **key, **failing}, code, 400)
    db.answers("DeleteItem", {**old, **key}, {"Attributes": {"id": s("a"), "count": n("3.5")}})
    db.answers("GetItem", {**one, **key}, {"Item": ABSENT})


def check_queries():
    key = {
        "AttributeDefinitions": [{"AttributeName": "who", "AttributeType": "S"}, {"AttributeName": "at", "AttributeType": "N"}],
        "KeySchema": [{"AttributeName": "who", "KeyType": "HASH"}, {"AttributeName": "at", "KeyType": "RANGE"}],
    }
    one = table("probe-queries", **key)
    rows = [{"who": s("ann"), "at": n(number), "note": s(f"n{number}")} for number in range(5)]
    puts = {"probe-queries": [{"PutRequest": {"Item": row}} for row in rows]}
    db.answers("BatchWriteItem", {"RequestItems": puts}, {"UnprocessedItems": {}})
    query = {**one, "KeyConditionExpression": "who = :w AND #a BETWEEN :low AND :high", "ExpressionAttributeNames": {"#a": "at"}}
    query["ExpressionAttributeValues"] = {":w": s("ann"), ":low": n(1), ":high": n(3)}
    db.answers("Query", query, {"Items": rows[1:4], "Count": 3, "ScannedCount": 3, "LastEvaluatedKey": ABSENT})
    back = {"Items": [rows[3]], "Count": 1, "LastEvaluatedKey": about({"who": s("ann"), "at": n(3)})}
    db.answers("Query", {**query, "ScanIndexForward": False, "Limit": 1}, back)
    scan = {**one, "FilterExpression": "note = :n", "ExpressionAttributeValues": {":n": s("n2")}}
    db.answers("Scan", scan, {"Items": [rows[2]], "Count": 1, "ScannedCount": 5})
    db.answers("Scan", {**one, "Select": "COUNT"}, {"Count": 5, "Items": ABSENT})
    keys = [{"who": s("ann"), "at": n(number)} for number in (0, 9)]
    found = {"Responses": about({"probe-queries": [rows[0]]}), "UnprocessedKeys": {}}
    db.answers("BatchGetItem", {"RequestItems": {"probe-queries": {"Keys": keys}}}, found)
    gets = [{"Get": {**one, "Key": one_key}} for one_key in keys]
    db.answers("TransactGetItems", {"TransactItems": gets}, {"Responses": [{"Item": rows[0]}, {"Item": ABSENT}]})
    write = {"TransactItems": [{"Delete": {**one, "Key": keys[0]}}, {"Put": {**one, "Item": {**keys[1], "note": s("new")}}}]}
    db.does("TransactWriteItems", write, sees=("GetItem", {**one, "Key": keys[1]}, {"Item": {"note": s("new")}}))
    db.answers("Scan", {**one, "Select": "COUNT"}, {"Count": 5})
    check = {"ConditionCheck": {**one, "Key": keys[0], "ConditionExpression": "attribute_exists(who)"}}
    write = {"TransactItems": [check, {"Delete": {**one, "Key": keys[1]}}]}
    db.refuses("TransactWriteItems", write, "TransactionCanceledException", 400, "[ConditionalCheckFailed, None]")
    twice = {"TransactItems": [{"Delete": {**one, "Key": keys[1]}}, {"Delete": {**one, "Key": keys[1]}}]}
    db.refuses("TransactWriteItems", twice, "ValidationException", 400, "multiple operations on one item")


def check_what_is_not_there():
    key = {**LOST, "Key": {"id": s("a")}}
    put = {"probe-lost": [{"PutRequest": {"Item": {"id": s("a")}}}]}
    arn = {"ResourceArn": ARN + "probe-lost"}
    db.refusing(
        "ResourceNotFoundException",
        400,
        ("DescribeTable", LOST),
        ("DeleteTable", LOST),
        ("UpdateTable", {**LOST, "DeletionProtectionEnabled": True}),
        ("PutItem", {**LOST, "Item": {"id": s("a")}}),
        ("GetItem", key),
        ("UpdateItem", key),
        ("DeleteItem", key),
        ("Query", {**LOST, "KeyConditionExpression": "id = :i", "ExpressionAttributeValues": {":i": s("a")}}),
        ("Scan", LOST),
        ("BatchGetItem", {"RequestItems": {"probe-lost": {"Keys": [{"id": s("a")}]}}}),
        ("BatchWriteItem", {"RequestItems": put}),
        ("TransactGetItems", {"TransactItems": [{"Get": key}]}),
        ("TransactWriteItems", {"TransactItems": [{"Delete": key}]}),
        ("DescribeTimeToLive", LOST),
        ("UpdateTimeToLive", {**LOST, "TimeToLiveSpecification": {"Enabled": True, "AttributeName": "x"}}),
        ("ListTagsOfResource", arn),
        ("TagResource", {**arn, "Tags": [{"Key": "a", "Value": "b"}]}),
        ("UntagResource", {**arn, "TagKeys": ["a"]}),
    )
    db.refuses("DescribeContinuousBackups", LOST, "TableNotFoundException", 400)
    recovery = {"PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True}}
    db.refuses("UpdateContinuousBackups", {**LOST, **recovery}, "TableNotFoundException", 400)


def check_other_refusals():
    one = table("probe-strict")
    new = {"TableName": "probe-new", **KEY, **ON_DEMAND}
    key = {**one, "Key": {"id": s("a")}}
    db.refuses("CreateTable", {**new, **one}, "ResourceInUseException", 400)
    many = [{"PutRequest": {"Item": {"id": s(str(number))}}} for number in range(26)]
    db.refusing(
        "ValidationException",
        400,
        ("CreateTable", {**new, "TableName": "ab"}),
        ("CreateTable", {**new, "TableName": "a b"}),
        ("CreateTable", {**new, "AttributeDefinitions": []}),
        ("CreateTable", {"TableName": "probe-new", **KEY, "BillingMode": "PROVISIONED", "Tags": []}),
        ("CreateTable", {**new, "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}}),
        ("ListTables", {"Limit": 101}),
        ("PutItem", {**one, "Item": {"other": s("a")}}, "Missing the key id"),
        ("PutItem", {**one, "Item": {"id": n(1)}}, "Type mismatch for key id"),
        ("PutItem", {**one, "Item": {"id": s("")}}, "empty string value"),
        ("PutItem", {**one, "Item": {"id": s("a"), "set": {"SS": []}}, "ReturnValues": "NONE"}),
        ("PutItem", {**one, "Item": {"id": s("a")}, "ReturnValues": "ALL_NEW"}),
        ("GetItem", {**one, "Key": {"id": s("a"), "more": s("b")}}, "The provided key element does not match the schema"),
        ("GetItem", {**key, "ProjectionExpression": "a,,b"}, "Syntax error"),
        ("UpdateItem", {**key, "UpdateExpression": "SET id = :v", "ExpressionAttributeValues": {":v": s("b")}}, "part of the key"),
        ("UpdateItem", {**key, "UpdateExpression": "SET a = :v"}, "attribute value used in expression is not defined"),
        ("UpdateItem", {**key, "UpdateExpression": "LEAP a"}, "Syntax error"),
        ("DeleteItem", {**key, "ConditionExpression": "size = :v"}),
        ("Query", {**one, "KeyConditionExpression": "spare = :i", "ExpressionAttributeValues": {":i": s("a")}}, "missed key schema element: id"),
        ("Query", one),
        ("Query", {**one, "IndexName": "none", "KeyConditionExpression": "id = :i", "ExpressionAttributeValues": {":i": s("a")}}),
        ("Scan", {**one, "Limit": 0}),
        ("Scan", {**one, "Segment": 2, "TotalSegments": 2}),
        ("BatchWriteItem", {"RequestItems": {"probe-strict": many}}),
        ("BatchWriteItem", {"RequestItems": {"probe-strict": [many[0], many[0]]}}, "duplicates"),
        ("BatchGetItem", {"RequestItems": {"probe-strict": {"Keys": [{"id": s("a")}, {"id": s("a")}]}}}, "duplicates"),
        ("TransactGetItems", {"TransactItems": []}),
        ("UpdateTimeToLive", {**one, "TimeToLiveSpecification": {"Enabled": False, "AttributeName": "x"}}),
    )


def check_pages_of_tables():
    for number in range(3):
        table(f"zz-probe-{number}")
    words = {"ExclusiveStartTableName": "zz-probe", "Limit": 2}
    first = {"TableNames": ["zz-probe-0", "zz-probe-1"], "LastEvaluatedTableName": "zz-probe-1"}
    db.answers("ListTables", words, first)
    last = {"TableNames": ["zz-probe-2"], "LastEvaluatedTableName": ABSENT}
    db.answers("ListTables", {**words, "ExclusiveStartTableName": "zz-probe-1"}, last)

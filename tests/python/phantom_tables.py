"""Changes tables, and mappings of their streams, behind the spec's back: one function a case, named KIND_ATTRIBUTE.

The names are those of `tests/whole/phantom/stack/tables.hcl`.
"""
import sys

from house import client, until

ORDERS, KEY = "phantom-orders", "arn:aws:kms:us-east-1:000000000000:key/2"

dynamodb = client("dynamodb", retries=4)
functions = client("lambda", retries=4)


def described(table=ORDERS):
    return dynamodb.describe_table(TableName=table)["Table"]


def settled(table=ORDERS):
    """Waits until the table and its indexes are neither being made nor being changed."""

    def rests():
        one = described(table)
        states = [one["TableStatus"]] + [index["IndexStatus"] for index in one.get("GlobalSecondaryIndexes", [])]
        return one if set(states) == {"ACTIVE"} else None

    return until("the table rests", rests)


def changed(table=ORDERS, **words):
    settled(table)
    dynamodb.update_table(TableName=table, **words)
    settled(table)


def named(end):
    [name] = [name for name in dynamodb.list_tables()["TableNames"] if name.endswith(f"-{end}")]
    return name


def table_indexes():
    changed(GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "by_customer"}}])


def table_indexes_more():
    more = {
        "IndexName": "more",
        "KeySchema": [{"AttributeName": "color", "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "ALL"},
        "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
    }
    color = [{"AttributeName": "color", "AttributeType": "S"}]
    changed(AttributeDefinitions=color, GlobalSecondaryIndexUpdates=[{"Create": more}])


def table_indexes_capacity():
    units = {"ReadCapacityUnits": 4, "WriteCapacityUnits": 2}
    changed(GlobalSecondaryIndexUpdates=[{"Update": {"IndexName": "by_customer", "ProvisionedThroughput": units}}])


def table_capacity():
    changed(ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 4})


def table_stream():
    changed(named("told"), StreamSpecification={"StreamEnabled": False})


def table_ttl():
    off = {"Enabled": False, "AttributeName": "expires"}
    dynamodb.update_time_to_live(TableName=ORDERS, TimeToLiveSpecification=off)


def table_point_in_time_recovery():
    off = {"PointInTimeRecoveryEnabled": False}
    dynamodb.update_continuous_backups(TableName=ORDERS, PointInTimeRecoverySpecification=off)


def table_deletion_protection():
    changed(named("guarded"), DeletionProtectionEnabled=False)


def table_class():
    changed(TableClass="STANDARD")


def table_encryption_key():
    changed(SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": KEY})


def table_tags():
    dynamodb.tag_resource(ResourceArn=described()["TableArn"], Tags=[{"Key": "tier", "Value": "front"}])


def table_tags_gone():
    dynamodb.untag_resource(ResourceArn=described()["TableArn"], TagKeys=["tier"])


def mapping():
    found = functions.list_event_source_mappings()["EventSourceMappings"]
    [one] = [one for one in found if f":table/{ORDERS}/stream/" in one["EventSourceArn"]]
    return one


def resting():
    return until("the mapping rests", lambda: (one := mapping())["State"] in ("Enabled", "Disabled") and one)


def remapped(**words):
    one = resting()
    # Left out, the mapping would be enabled.
    functions.update_event_source_mapping(**{"UUID": one["UUID"], "Enabled": one["State"] == "Enabled", **words})
    resting()


def event_source_mapping_parallel():
    remapped(ParallelizationFactor=4)


def event_source_mapping_retries():
    remapped(MaximumRetryAttempts=9)


def event_source_mapping_max_age():
    remapped(MaximumRecordAgeInSeconds=600)


def event_source_mapping_bisect():
    remapped(BisectBatchOnFunctionError=False)


def event_source_mapping_on_failure():
    remapped(DestinationConfig={"OnFailure": {}})


if __name__ == "__main__":
    globals()[sys.argv[1]]()

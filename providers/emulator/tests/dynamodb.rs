//! Tables: what they may look like, their states, and what hangs on them.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests may fail loudly"
)]
#![allow(unreachable_pub, reason = "the support module is shared by the test files")]

mod support;

use cutover_emulator::Server;
use serde_json::{Value, json};
use support::{START_MS, at, dynamodb, dynamodb_refusal, later, virtual_server};

/// A table with a partition key, on demand, with more members.
fn plain(name: &str, more: Value) -> Value {
    let mut table = json!({
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    });
    let members = table.as_object_mut().unwrap();
    for (member, value) in more.as_object().unwrap() {
        members.insert(member.clone(), value.clone());
    }
    table
}

async fn described(server: &Server, name: &str) -> Value {
    dynamodb(server, "DescribeTable", json!({"TableName": name})).await["Table"].clone()
}

/// A plain table that is active; the clock is then at `START_MS + 100`.
async fn table(server: &Server, name: &str, more: Value) {
    dynamodb(server, "CreateTable", plain(name, more)).await;
    settle(server);
}

/// Lets every table settle.
fn settle(server: &Server) {
    later(server, 100);
}

#[tokio::test]
async fn a_table_is_made_changed_and_deleted_with_time() {
    let server = virtual_server().await;
    let made = dynamodb(&server, "CreateTable", plain("orders", json!({}))).await;
    let made = &made["TableDescription"];
    assert_eq!(made["TableStatus"], "CREATING");
    assert_eq!(made["TableArn"], "arn:aws:dynamodb:us-east-1:000000000000:table/orders");
    let again = dynamodb_refusal(&server, "CreateTable", plain("orders", json!({}))).await;
    assert_eq!(again, ("ResourceInUseException".into(), "Table already exists: orders".into()));
    let put = json!({"TableName": "orders", "Item": {"id": {"S": "1"}}});
    assert_eq!(dynamodb_refusal(&server, "PutItem", put).await.0, "ResourceNotFoundException");
    let early = dynamodb_refusal(&server, "DeleteTable", json!({"TableName": "orders"})).await;
    assert!(early.1.contains("Table is being created: orders"), "{early:?}");
    settle(&server);
    assert_eq!(described(&server, "orders").await["TableStatus"], "ACTIVE");
    let deleted = dynamodb(&server, "DeleteTable", json!({"TableName": "orders"})).await;
    assert_eq!(deleted["TableDescription"]["TableStatus"], "DELETING");
    let twice = dynamodb_refusal(&server, "DeleteTable", json!({"TableName": "orders"})).await;
    assert!(twice.1.contains("Table is being deleted: orders"), "{twice:?}");
    settle(&server);
    let gone = dynamodb_refusal(&server, "DescribeTable", json!({"TableName": "orders"})).await;
    let text = "Requested resource not found: Table: orders not found";
    assert_eq!(gone, ("ResourceNotFoundException".into(), text.into()));
}

#[tokio::test]
async fn tables_that_make_no_sense_are_refused() {
    let server = virtual_server().await;
    let attribute = |name: &str| json!({"AttributeName": name, "AttributeType": "S"});
    let key = |name: &str, kind: &str| json!({"AttributeName": name, "KeyType": kind});
    let index = |name: &str, keys: Value| json!({"IndexName": name, "KeySchema": keys, "Projection": {"ProjectionType": "ALL"}});
    let by_a = json!([key("a", "HASH")]);
    for (more, words) in [
        (json!({"TableName": "ab"}), "TableName must be at least 3 characters long"),
        (json!({"TableName": "a b c"}), "Member must satisfy regular expression pattern"),
        (json!({"BillingMode": "FREE"}), "Member must satisfy enum value set"),
        (
            json!({"BillingMode": "PROVISIONED"}),
            "must both be specified when BillingMode is PROVISIONED",
        ),
        (
            json!({"ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}}),
            "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified",
        ),
        (json!({"KeySchema": []}), "Member must have length greater than or equal to 1"),
        (json!({"KeySchema": [key("id", "RANGE")]}), "is not a HASH key type"),
        (json!({"KeySchema": [key("id", "HASH"), key("id", "RANGE")]}), "have the same name"),
        (json!({"KeySchema": [key("x", "HASH")]}), "Keys: [x], AttributeDefinitions: [id]"),
        (
            json!({"AttributeDefinitions": [attribute("id"), attribute("a")]}),
            "does not exactly match number of attributes",
        ),
        (
            json!({"AttributeDefinitions": [attribute("id"), attribute("a"), attribute("b")],
                   "GlobalSecondaryIndexes": [index("one", by_a.clone())]}),
            "Some AttributeDefinitions are not used. AttributeDefinitions: [a, b, id], keys used: [a, id]",
        ),
        (
            json!({"LocalSecondaryIndexes": [index("one", by_a.clone())]}),
            "Table KeySchema does not have a range key",
        ),
        (json!({"GlobalSecondaryIndexes": []}), "List of GlobalSecondaryIndexes is empty"),
        (
            json!({"AttributeDefinitions": [attribute("id"), attribute("a")],
                   "GlobalSecondaryIndexes": [index("one", by_a.clone()), index("one", by_a)]}),
            "Duplicate index name: one",
        ),
        (
            json!({"StreamSpecification": {"StreamEnabled": true}}),
            "StreamViewType must be specified",
        ),
        (
            json!({"StreamSpecification": {"StreamEnabled": true, "StreamViewType": "ALL"}}),
            "Member must satisfy enum value set",
        ),
        (json!({"Tags": [{"Key": "aws:x", "Value": "y"}]}), "reserved prefix"),
        (json!({"WarmThroughput": {"ReadUnitsPerSecond": 1}}), "does not model"),
    ] {
        let (code, message) =
            dynamodb_refusal(&server, "CreateTable", plain("orders", more.clone())).await;
        assert_eq!(code, "ValidationException", "{more}");
        assert!(message.contains(words), "{more}: {message}");
    }
}

#[tokio::test]
async fn one_kind_of_change_at_a_time() {
    let server = virtual_server().await;
    table(&server, "orders", json!({})).await;
    let update = |more: Value| {
        let mut body = more;
        body["TableName"] = json!("orders");
        body
    };
    for (change, code, words) in [
        (json!({}), "ValidationException", "At least one of ProvisionedThroughput"),
        (
            json!({"DeletionProtectionEnabled": true, "TableClass": "STANDARD"}),
            "ValidationException",
            "Only one kind of change",
        ),
        (
            json!({"StreamSpecification": {"StreamEnabled": false}}),
            "ValidationException",
            "no stream to disable",
        ),
        (
            json!({"GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": "none"}}]}),
            "ResourceNotFoundException",
            "Index: none",
        ),
        (
            json!({"GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": "one"}}, {"Delete": {"IndexName": "two"}}]}),
            "LimitExceededException",
            "Only 1 online index can be created or deleted",
        ),
    ] {
        let refused = dynamodb_refusal(&server, "UpdateTable", update(change.clone())).await;
        assert_eq!(refused.0, code, "{change}");
        assert!(refused.1.contains(words), "{change}: {refused:?}");
    }
    let protect = update(json!({"DeletionProtectionEnabled": true}));
    let told = dynamodb(&server, "UpdateTable", protect.clone()).await;
    assert_eq!(told["TableDescription"]["TableStatus"], "UPDATING");
    let busy = dynamodb_refusal(&server, "UpdateTable", protect).await;
    assert_eq!(busy.0, "ResourceInUseException");
    assert!(busy.1.contains("Table is being updated: orders"), "{busy:?}");
    settle(&server);
    let kept = dynamodb_refusal(&server, "DeleteTable", json!({"TableName": "orders"})).await;
    assert!(kept.1.contains("Disable deletion protection first"), "{kept:?}");
}

#[tokio::test]
async fn an_index_is_filled_used_and_taken_away() {
    let server = virtual_server().await;
    table(&server, "orders", json!({})).await;
    for (id, by) in [("1", "ann"), ("2", "bob"), ("3", "ann")] {
        let item = json!({"id": {"S": id}, "by": {"S": by}, "note": {"S": "x"}});
        dynamodb(&server, "PutItem", json!({"TableName": "orders", "Item": item})).await;
    }
    let create = json!({
        "TableName": "orders",
        "AttributeDefinitions": [{"AttributeName": "by", "AttributeType": "S"}],
        "GlobalSecondaryIndexUpdates": [{"Create": {
            "IndexName": "by_customer", "KeySchema": [{"AttributeName": "by", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "KEYS_ONLY"},
        }}],
    });
    let told = dynamodb(&server, "UpdateTable", create).await;
    let index = &told["TableDescription"]["GlobalSecondaryIndexes"][0];
    assert_eq!((&index["IndexStatus"], &index["Backfilling"]), (&json!("CREATING"), &json!(false)));
    let query = json!({
        "TableName": "orders", "IndexName": "by_customer", "KeyConditionExpression": "#b = :b",
        "ExpressionAttributeNames": {"#b": "by"}, "ExpressionAttributeValues": {":b": {"S": "ann"}},
    });
    let early = dynamodb_refusal(&server, "Query", query.clone()).await;
    assert!(early.1.contains("Cannot read from backfilling"), "{early:?}");
    at(&server, START_MS + 160);
    let shown = described(&server, "orders").await;
    assert_eq!(shown["TableStatus"], "ACTIVE");
    assert_eq!(shown["GlobalSecondaryIndexes"][0]["Backfilling"], json!(true));
    settle(&server);
    let found = dynamodb(&server, "Query", query.clone()).await;
    assert_eq!(found["Count"], 2);
    assert!(found["Items"][0].get("note").is_none(), "{found}");
    let drop = json!({"TableName": "orders", "GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": "by_customer"}}]});
    dynamodb(&server, "UpdateTable", drop).await;
    let late = dynamodb_refusal(&server, "Query", query).await;
    assert!(late.1.contains("does not have the specified index"), "{late:?}");
    settle(&server);
    let shown = described(&server, "orders").await;
    assert!(shown.get("GlobalSecondaryIndexes").is_none(), "{shown}");
    assert_eq!(shown["AttributeDefinitions"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn billing_class_and_encryption_change_and_show() {
    let server = virtual_server().await;
    table(&server, "orders", json!({})).await;
    for (change, path, shown) in [
        (
            json!({"BillingMode": "PROVISIONED", "ProvisionedThroughput": {"ReadCapacityUnits": 3, "WriteCapacityUnits": 2}}),
            "/ProvisionedThroughput/ReadCapacityUnits",
            json!(3),
        ),
        (
            json!({"BillingMode": "PAY_PER_REQUEST"}),
            "/BillingModeSummary/BillingMode",
            json!("PAY_PER_REQUEST"),
        ),
        (
            json!({"OnDemandThroughput": {"MaxReadRequestUnits": 9, "MaxWriteRequestUnits": -1}}),
            "/OnDemandThroughput/MaxReadRequestUnits",
            json!(9),
        ),
        (
            json!({"TableClass": "STANDARD_INFREQUENT_ACCESS"}),
            "/TableClassSummary/TableClass",
            json!("STANDARD_INFREQUENT_ACCESS"),
        ),
        (
            json!({"SSESpecification": {"Enabled": true, "SSEType": "KMS", "KMSMasterKeyId": "abc"}}),
            "/SSEDescription/KMSMasterKeyArn",
            json!("arn:aws:kms:us-east-1:000000000000:key/abc"),
        ),
        (json!({"DeletionProtectionEnabled": true}), "/DeletionProtectionEnabled", json!(true)),
    ] {
        let mut body = change.clone();
        body["TableName"] = json!("orders");
        dynamodb(&server, "UpdateTable", body).await;
        settle(&server);
        let described = described(&server, "orders").await;
        assert_eq!(described["TableStatus"], "ACTIVE");
        assert_eq!(described.pointer(path), Some(&shown), "{change}: {described}");
    }
    let same = json!({"TableName": "orders", "BillingMode": "PROVISIONED"});
    let refused = dynamodb_refusal(&server, "UpdateTable", same).await;
    assert!(refused.1.contains("ProvisionedThroughput must be specified"), "{refused:?}");
}

#[tokio::test]
async fn time_to_live_removes_what_is_due() {
    let server = virtual_server().await;
    table(&server, "sessions", json!({})).await;
    let now = (START_MS + 100) / 1000;
    for (id, until) in [("late", now + 60), ("soon", now + 1), ("ancient", 5)] {
        let item = json!({"id": {"S": id}, "until": {"N": until.to_string()}});
        dynamodb(&server, "PutItem", json!({"TableName": "sessions", "Item": item})).await;
    }
    let specification = |enabled: bool, name: &str| json!({"TableName": "sessions", "TimeToLiveSpecification": {"Enabled": enabled, "AttributeName": name}});
    let off = dynamodb_refusal(&server, "UpdateTimeToLive", specification(false, "until")).await;
    assert_eq!(off.1, "TimeToLive is already disabled");
    dynamodb(&server, "UpdateTimeToLive", specification(true, "until")).await;
    let shown = dynamodb(&server, "DescribeTimeToLive", json!({"TableName": "sessions"})).await;
    assert_eq!(
        shown["TimeToLiveDescription"],
        json!({"TimeToLiveStatus": "ENABLING", "AttributeName": "until"})
    );
    settle(&server);
    let other = dynamodb_refusal(&server, "UpdateTimeToLive", specification(false, "other")).await;
    assert!(other.1.contains("active on a different AttributeName"), "{other:?}");
    let again = dynamodb_refusal(&server, "UpdateTimeToLive", specification(true, "until")).await;
    assert_eq!(again.1, "TimeToLive is already enabled");
    let ids = async || {
        let found = dynamodb(&server, "Scan", json!({"TableName": "sessions"})).await;
        let items = found["Items"].as_array().unwrap().clone();
        let mut ids: Vec<String> =
            items.iter().map(|item| item["id"]["S"].as_str().unwrap().to_owned()).collect();
        ids.sort();
        ids
    };
    at(&server, START_MS + 5_000);
    assert_eq!(ids().await, ["ancient", "late"]);
    // A later time saves an item.
    let item = json!({"id": {"S": "late"}, "until": {"N": (now + 300).to_string()}});
    dynamodb(&server, "PutItem", json!({"TableName": "sessions", "Item": item})).await;
    at(&server, START_MS + 100_000);
    assert_eq!(ids().await, ["ancient", "late"]);
    at(&server, START_MS + 400_000);
    assert_eq!(ids().await, ["ancient"]);
    dynamodb(&server, "UpdateTimeToLive", specification(false, "until")).await;
    settle(&server);
    let shown = dynamodb(&server, "DescribeTimeToLive", json!({"TableName": "sessions"})).await;
    assert_eq!(shown["TimeToLiveDescription"], json!({"TimeToLiveStatus": "DISABLED"}));
}

#[tokio::test]
async fn recovery_tags_and_lists() {
    let server = virtual_server().await;
    for number in 0..3 {
        table(&server, &format!("table-{number}"), json!({"Tags": [{"Key": "a", "Value": "1"}]}))
            .await;
    }
    let first = dynamodb(&server, "ListTables", json!({"Limit": 2})).await;
    assert_eq!(
        first,
        json!({"TableNames": ["table-0", "table-1"], "LastEvaluatedTableName": "table-1"})
    );
    let rest = json!({"ExclusiveStartTableName": "table-1"});
    assert_eq!(dynamodb(&server, "ListTables", rest).await, json!({"TableNames": ["table-2"]}));
    let arn = "arn:aws:dynamodb:us-east-1:000000000000:table/table-0";
    dynamodb(
        &server,
        "TagResource",
        json!({"ResourceArn": arn, "Tags": [{"Key": "b", "Value": "2"}]}),
    )
    .await;
    dynamodb(&server, "UntagResource", json!({"ResourceArn": arn, "TagKeys": ["a"]})).await;
    let tags = dynamodb(&server, "ListTagsOfResource", json!({"ResourceArn": arn})).await;
    assert_eq!(tags["Tags"], json!([{"Key": "b", "Value": "2"}]));
    let none = format!("{arn}x");
    let refused =
        dynamodb_refusal(&server, "ListTagsOfResource", json!({"ResourceArn": none})).await;
    assert_eq!(refused.0, "ResourceNotFoundException");
    let switch = |on: bool| json!({"TableName": "table-0", "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": on}});
    dynamodb(&server, "UpdateContinuousBackups", switch(true)).await;
    let shown =
        dynamodb(&server, "DescribeContinuousBackups", json!({"TableName": "table-0"})).await;
    let recovery = &shown["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"];
    assert_eq!(recovery["PointInTimeRecoveryStatus"], "ENABLED");
    assert_eq!(recovery["RecoveryPeriodInDays"], 35);
    dynamodb(&server, "UpdateContinuousBackups", switch(false)).await;
    let missing = json!({"TableName": "nothing"});
    let refused = dynamodb_refusal(&server, "DescribeContinuousBackups", missing).await;
    assert_eq!(refused, ("TableNotFoundException".into(), "Table not found: nothing".into()));
}

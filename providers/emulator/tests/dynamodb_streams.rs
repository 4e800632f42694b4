//! Streams of tables: records of every change, in every view, for a day.

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
use support::{START_MS, at, dynamodb, dynamodb_refusal, later, refusal, streams, virtual_server};

/// A shard that no stream has.
const SHARD: &str = "shardId-00000000000000000000-00000000";

async fn table(server: &Server, name: &str, view: &str) -> String {
    let body = json!({
        "TableName": name, "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "StreamSpecification": {"StreamEnabled": true, "StreamViewType": view},
    });
    let made = dynamodb(server, "CreateTable", body).await;
    later(server, 100);
    made["TableDescription"]["LatestStreamArn"].as_str().unwrap().to_owned()
}

async fn put(server: &Server, table: &str, id: &str, value: &str) {
    let item = json!({"id": {"S": id}, "v": {"S": value}});
    dynamodb(server, "PutItem", json!({"TableName": table, "Item": item})).await;
}

async fn shard(server: &Server, arn: &str) -> Value {
    let told = streams(server, "DescribeStream", json!({"StreamArn": arn})).await;
    told["StreamDescription"]["Shards"][0].clone()
}

async fn iterator(server: &Server, arn: &str, kind: &str, sequence: Option<&str>) -> String {
    let mut body = json!({
        "StreamArn": arn, "ShardId": shard(server, arn).await["ShardId"], "ShardIteratorType": kind,
    });
    if let Some(sequence) = sequence {
        body["SequenceNumber"] = json!(sequence);
    }
    let told = streams(server, "GetShardIterator", body).await;
    told["ShardIterator"].as_str().unwrap().to_owned()
}

async fn records(server: &Server, iterator: &str) -> (Vec<Value>, Option<String>) {
    let told = streams(server, "GetRecords", json!({"ShardIterator": iterator})).await;
    let next = told.get("NextShardIterator").map(|next| next.as_str().unwrap().to_owned());
    (told["Records"].as_array().unwrap().clone(), next)
}

#[tokio::test]
async fn every_change_is_a_record_in_the_view_of_its_stream() {
    let server = virtual_server().await;
    for (view, images) in [
        ("KEYS_ONLY", [false, false]),
        ("NEW_IMAGE", [true, false]),
        ("OLD_IMAGE", [false, true]),
        ("NEW_AND_OLD_IMAGES", [true, true]),
    ] {
        let arn = table(&server, view, view).await;
        put(&server, view, "1", "a").await;
        put(&server, view, "1", "b").await;
        // What changes nothing leaves no record.
        put(&server, view, "1", "b").await;
        dynamodb(&server, "DeleteItem", json!({"TableName": view, "Key": {"id": {"S": "1"}}}))
            .await;
        let (found, next) =
            records(&server, &iterator(&server, &arn, "TRIM_HORIZON", None).await).await;
        let names: Vec<&str> = found.iter().map(|one| one["eventName"].as_str().unwrap()).collect();
        assert_eq!(names, ["INSERT", "MODIFY", "REMOVE"], "{view}");
        let modified = &found[1]["dynamodb"];
        let shown = [modified.get("NewImage").is_some(), modified.get("OldImage").is_some()];
        assert_eq!(shown, images, "{view}");
        assert_eq!(modified["Keys"], json!({"id": {"S": "1"}}));
        assert_eq!(modified["StreamViewType"], view);
        assert_eq!(found[1]["eventSource"], "aws:dynamodb");
        let (rest, _) = records(&server, &next.unwrap()).await;
        assert!(rest.is_empty());
    }
}

#[tokio::test]
async fn readers_begin_where_they_say() {
    let server = virtual_server().await;
    let arn = table(&server, "orders", "NEW_IMAGE").await;
    put(&server, "orders", "1", "a").await;
    let latest = iterator(&server, &arn, "LATEST", None).await;
    put(&server, "orders", "2", "b").await;
    put(&server, "orders", "3", "c").await;
    let ids = async |iterator: &str| {
        let (found, _) = records(&server, iterator).await;
        let id = |one: &Value| one["dynamodb"]["Keys"]["id"]["S"].as_str().unwrap().to_owned();
        found.iter().map(id).collect::<Vec<_>>()
    };
    assert_eq!(ids(&latest).await, ["2", "3"]);
    let (all, _) = records(&server, &iterator(&server, &arn, "TRIM_HORIZON", None).await).await;
    let second = all[1]["dynamodb"]["SequenceNumber"].as_str().unwrap();
    assert_eq!(
        ids(&iterator(&server, &arn, "AT_SEQUENCE_NUMBER", Some(second)).await).await,
        ["2", "3"]
    );
    assert_eq!(
        ids(&iterator(&server, &arn, "AFTER_SEQUENCE_NUMBER", Some(second)).await).await,
        ["3"]
    );
    let short = streams(&server, "GetRecords", json!({"ShardIterator": latest, "Limit": 1})).await;
    assert_eq!(short["Records"].as_array().unwrap().len(), 1);
    at(&server, START_MS + 20 * 60_000);
    let target = "DynamoDBStreams_20120810.GetRecords";
    let (code, _) = refusal(&server, target, json!({"ShardIterator": latest})).await;
    assert_eq!(code, "ExpiredIteratorException");
    let (code, _) = refusal(&server, target, json!({"ShardIterator": "junk"})).await;
    assert_eq!(code, "ValidationException");
    let none =
        json!({"StreamArn": format!("{arn}x"), "ShardId": SHARD, "ShardIteratorType": "LATEST"});
    let (code, _) = refusal(&server, "DynamoDBStreams_20120810.GetShardIterator", none).await;
    assert_eq!(code, "ResourceNotFoundException");
}

#[tokio::test]
async fn what_is_no_arn_and_no_shard_by_its_length_is_refused_as_such() {
    let server = virtual_server().await;
    let arn = table(&server, "orders", "NEW_IMAGE").await;
    for (operation, body) in [
        ("DescribeStream", json!({"StreamArn": "junk"})),
        ("ListStreams", json!({"ExclusiveStartStreamArn": "junk"})),
        (
            "GetShardIterator",
            json!({"StreamArn": "junk", "ShardId": SHARD, "ShardIteratorType": "LATEST"}),
        ),
        (
            "GetShardIterator",
            json!({"StreamArn": arn, "ShardId": "s", "ShardIteratorType": "LATEST"}),
        ),
    ] {
        let (code, text) =
            refusal(&server, &format!("DynamoDBStreams_20120810.{operation}"), body).await;
        assert_eq!(code, "ValidationException", "{operation}");
        assert!(text.contains("length greater than or equal to"), "{text}");
    }
}

#[tokio::test]
async fn another_view_is_another_stream_and_the_old_one_is_read_to_its_end() {
    let server = virtual_server().await;
    let old = table(&server, "orders", "KEYS_ONLY").await;
    put(&server, "orders", "1", "a").await;
    let change =
        |specification: Value| json!({"TableName": "orders", "StreamSpecification": specification});
    let on = json!({"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"});
    let refused = dynamodb_refusal(&server, "UpdateTable", change(on.clone())).await;
    assert_eq!(refused.1, "Table already has an enabled stream: TableName: orders");
    let told = dynamodb(&server, "UpdateTable", change(json!({"StreamEnabled": false}))).await;
    assert!(told["TableDescription"].get("StreamSpecification").is_none());
    assert_eq!(told["TableDescription"]["LatestStreamArn"], json!(old));
    later(&server, 100);
    let told = dynamodb(&server, "UpdateTable", change(on)).await;
    let new = told["TableDescription"]["LatestStreamArn"].as_str().unwrap().to_owned();
    assert_ne!(new, old);
    later(&server, 100);
    put(&server, "orders", "2", "b").await;
    let (found, next) =
        records(&server, &iterator(&server, &old, "TRIM_HORIZON", None).await).await;
    assert_eq!((found.len(), next), (1, None));
    assert!(
        shard(&server, &old).await["SequenceNumberRange"].get("EndingSequenceNumber").is_some()
    );
    let described = streams(&server, "DescribeStream", json!({"StreamArn": old})).await;
    assert_eq!(described["StreamDescription"]["StreamStatus"], "DISABLED");
    let listed = streams(&server, "ListStreams", json!({"TableName": "orders"})).await;
    assert_eq!(listed["Streams"].as_array().unwrap().len(), 2);
    at(&server, START_MS + 25 * 3_600_000);
    let listed = streams(&server, "ListStreams", json!({})).await;
    assert_eq!(listed["Streams"][0]["StreamArn"], json!(new));
    // A day has passed: the record of the stream that is on is gone, too.
    let (found, _) = records(&server, &iterator(&server, &new, "TRIM_HORIZON", None).await).await;
    assert!(found.is_empty());
}

#[tokio::test]
async fn what_expires_is_a_record_by_the_service() {
    let server = virtual_server().await;
    let arn = table(&server, "sessions", "NEW_AND_OLD_IMAGES").await;
    let on = json!({"TableName": "sessions", "TimeToLiveSpecification": {"Enabled": true, "AttributeName": "until"}});
    dynamodb(&server, "UpdateTimeToLive", on).await;
    later(&server, 100);
    let until = (START_MS / 1000 + 5).to_string();
    let item = json!({"id": {"S": "1"}, "until": {"N": until}});
    dynamodb(&server, "PutItem", json!({"TableName": "sessions", "Item": item})).await;
    at(&server, START_MS + 6_000);
    let (found, _) = records(&server, &iterator(&server, &arn, "TRIM_HORIZON", None).await).await;
    assert_eq!(found[1]["eventName"], "REMOVE");
    let identity = json!({"Type": "Service", "PrincipalId": "dynamodb.amazonaws.com"});
    assert_eq!(found[1]["userIdentity"], identity);
    assert!(found[0].get("userIdentity").is_none());
}

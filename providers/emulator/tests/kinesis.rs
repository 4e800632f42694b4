//! Streams of Kinesis: shards, records, states, resharding.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests may fail loudly"
)]
#![allow(unreachable_pub, reason = "the support module is shared by the test files")]

mod support;

use base64::Engine as _;
use cutover_emulator::Server;
use serde_json::{Value, json};
use support::{START_MS, at, kinesis, kinesis_refusal, later, virtual_server};

/// A stream that is active.
async fn stream(server: &Server, name: &str, shards: u32) {
    kinesis(server, "CreateStream", json!({"StreamName": name, "ShardCount": shards})).await;
    later(server, 100);
}

fn base64(text: &str) -> String {
    base64::engine::general_purpose::STANDARD.encode(text)
}

async fn put(server: &Server, name: &str, key: &str, data: &str) -> Value {
    let body = json!({"StreamName": name, "PartitionKey": key, "Data": base64(data)});
    kinesis(server, "PutRecord", body).await
}

async fn iterator(server: &Server, name: &str, shard: &str, more: Value) -> String {
    let mut body = more;
    body["StreamName"] = json!(name);
    body["ShardId"] = json!(shard);
    let told = kinesis(server, "GetShardIterator", body).await;
    told["ShardIterator"].as_str().unwrap().to_owned()
}

async fn read(server: &Server, iterator: &str) -> (Vec<String>, Value) {
    let told = kinesis(server, "GetRecords", json!({"ShardIterator": iterator})).await;
    let data = |record: &Value| {
        let bytes =
            base64::engine::general_purpose::STANDARD.decode(record["Data"].as_str().unwrap());
        String::from_utf8(bytes.unwrap()).unwrap()
    };
    (told["Records"].as_array().unwrap().iter().map(data).collect(), told)
}

/// Everything a shard holds.
async fn all(server: &Server, name: &str, shard: &str) -> (Vec<String>, Value) {
    let from = iterator(server, name, shard, json!({"ShardIteratorType": "TRIM_HORIZON"})).await;
    read(server, &from).await
}

async fn shards(server: &Server, name: &str) -> Vec<Value> {
    let told = kinesis(server, "ListShards", json!({"StreamName": name})).await;
    told["Shards"].as_array().unwrap().clone()
}

async fn summary(server: &Server, name: &str) -> Value {
    let told = kinesis(server, "DescribeStreamSummary", json!({"StreamName": name})).await;
    told["StreamDescriptionSummary"].clone()
}

#[tokio::test]
async fn a_stream_comes_and_goes_with_time() {
    let server = virtual_server().await;
    let create = json!({"StreamName": "clicks", "ShardCount": 2, "Tags": {"a": "1"}});
    kinesis(&server, "CreateStream", create.clone()).await;
    assert_eq!(summary(&server, "clicks").await["StreamStatus"], "CREATING");
    let early = json!({"StreamName": "clicks", "PartitionKey": "k", "Data": ""});
    assert_eq!(kinesis_refusal(&server, "PutRecord", early).await.0, "ResourceNotFoundException");
    let again = kinesis_refusal(&server, "CreateStream", create).await;
    let text = "Stream clicks under account 000000000000 already exists.";
    assert_eq!(again, ("ResourceInUseException".into(), text.into()));
    later(&server, 100);
    let shown = summary(&server, "clicks").await;
    assert_eq!((&shown["StreamStatus"], &shown["OpenShardCount"]), (&json!("ACTIVE"), &json!(2)));
    assert_eq!(shown["StreamARN"], "arn:aws:kinesis:us-east-1:000000000000:stream/clicks");
    let described =
        kinesis(&server, "DescribeStream", json!({"StreamARN": shown["StreamARN"], "Limit": 1}))
            .await;
    let description = &described["StreamDescription"];
    assert_eq!(
        (&description["HasMoreShards"], description["Shards"].as_array().unwrap().len()),
        (&json!(true), 1)
    );
    kinesis(&server, "DeleteStream", json!({"StreamName": "clicks"})).await;
    let twice = kinesis_refusal(&server, "DeleteStream", json!({"StreamName": "clicks"})).await;
    assert!(twice.1.contains("not ACTIVE, instead in state DELETING"), "{twice:?}");
    later(&server, 100);
    let gone = kinesis_refusal(&server, "DescribeStream", json!({"StreamName": "clicks"})).await;
    let text = "Stream clicks under account 000000000000 not found.";
    assert_eq!(gone, ("ResourceNotFoundException".into(), text.into()));
}

#[tokio::test]
async fn a_key_has_its_shard_and_a_shard_its_order() {
    let server = virtual_server().await;
    stream(&server, "clicks", 2).await;
    // The digests of these begin with 0c and 92.
    let (low, high) = ("shardId-000000000000", "shardId-000000000001");
    for number in 0..3 {
        assert_eq!(put(&server, "clicks", "a", &format!("a{number}")).await["ShardId"], low);
        assert_eq!(put(&server, "clicks", "b", &format!("b{number}")).await["ShardId"], high);
    }
    assert_eq!(all(&server, "clicks", low).await.0, ["a0", "a1", "a2"]);
    let (data, told) = all(&server, "clicks", high).await;
    assert_eq!(
        (data, &told["MillisBehindLatest"]),
        (vec!["b0".into(), "b1".into(), "b2".into()], &json!(0))
    );
    let explicit = json!({
        "StreamName": "clicks", "PartitionKey": "b", "Data": "", "ExplicitHashKey": "0",
    });
    assert_eq!(kinesis(&server, "PutRecord", explicit).await["ShardId"], low);
    let second = &told["Records"][1]["SequenceNumber"];
    for (kind, found) in
        [("AT_SEQUENCE_NUMBER", vec!["b1", "b2"]), ("AFTER_SEQUENCE_NUMBER", vec!["b2"])]
    {
        let more = json!({"ShardIteratorType": kind, "StartingSequenceNumber": second});
        let from = iterator(&server, "clicks", high, more).await;
        assert_eq!(read(&server, &from).await.0, found, "{kind}");
    }
    let latest = iterator(&server, "clicks", high, json!({"ShardIteratorType": "LATEST"})).await;
    later(&server, 5_000);
    put(&server, "clicks", "b", "b3").await;
    assert_eq!(read(&server, &latest).await.0, ["b3"]);
    let since =
        json!({"ShardIteratorType": "AT_TIMESTAMP", "Timestamp": (START_MS + 5_000) / 1000});
    let since = iterator(&server, "clicks", high, since).await;
    assert_eq!(read(&server, &since).await.0, ["b3"]);
    later(&server, 6 * 60_000);
    let old = kinesis_refusal(&server, "GetRecords", json!({"ShardIterator": latest})).await;
    assert_eq!(old.0, "ExpiredIteratorException");
    at(&server, START_MS + 25 * 3_600_000);
    assert_eq!(all(&server, "clicks", low).await.0, Vec::<String>::new());
}

#[tokio::test]
async fn many_records_go_together() {
    let server = virtual_server().await;
    stream(&server, "clicks", 1).await;
    let records: Vec<Value> = (0..500)
        .map(|n| json!({"PartitionKey": n.to_string(), "Data": base64(&n.to_string())}))
        .collect();
    let told =
        kinesis(&server, "PutRecords", json!({"StreamName": "clicks", "Records": records})).await;
    assert_eq!(
        (&told["FailedRecordCount"], told["Records"].as_array().unwrap().len()),
        (&json!(0), 500)
    );
    let from = json!({"ShardIteratorType": "TRIM_HORIZON"});
    let from = iterator(&server, "clicks", "shardId-000000000000", from).await;
    let page = kinesis(&server, "GetRecords", json!({"ShardIterator": from, "Limit": 499})).await;
    assert_eq!(page["Records"].as_array().unwrap().len(), 499);
    assert_eq!(read(&server, page["NextShardIterator"].as_str().unwrap()).await.0, ["499"]);
    let more = vec![records[0].clone(); 501];
    let refused =
        kinesis_refusal(&server, "PutRecords", json!({"StreamName": "clicks", "Records": more}))
            .await;
    assert!(refused.1.contains("less than or equal to 500"), "{refused:?}");
}

#[tokio::test]
async fn resharding_closes_parents_and_their_children_go_on() {
    let server = virtual_server().await;
    stream(&server, "clicks", 1).await;
    put(&server, "clicks", "a", "before").await;
    let count = |target: u32| json!({"StreamName": "clicks", "TargetShardCount": target, "ScalingType": "UNIFORM_SCALING"});
    let far = kinesis_refusal(&server, "UpdateShardCount", count(3)).await;
    assert!(far.1.contains("cannot scale up over double your current open shard count"), "{far:?}");
    let told = kinesis(&server, "UpdateShardCount", count(2)).await;
    assert_eq!((&told["CurrentShardCount"], &told["TargetShardCount"]), (&json!(1), &json!(2)));
    let busy = kinesis_refusal(&server, "UpdateShardCount", count(1)).await;
    assert_eq!(busy.0, "ResourceInUseException");
    later(&server, 100);
    let found = shards(&server, "clicks").await;
    assert_eq!(found.len(), 3);
    assert!(found[0]["SequenceNumberRange"].get("EndingSequenceNumber").is_some());
    assert_eq!(found[1]["ParentShardId"], "shardId-000000000000");
    assert_eq!(put(&server, "clicks", "a", "after").await["ShardId"], "shardId-000000000001");
    let (data, told) = all(&server, "clicks", "shardId-000000000000").await;
    assert_eq!((data, told.get("NextShardIterator")), (vec!["before".to_owned()], None));
    assert_eq!(told["ChildShards"].as_array().unwrap().len(), 2);
    let merge = json!({
        "StreamName": "clicks", "ShardToMerge": "shardId-000000000001", "AdjacentShardToMerge": "shardId-000000000002",
    });
    kinesis(&server, "MergeShards", merge.clone()).await;
    later(&server, 100);
    let found = shards(&server, "clicks").await;
    assert_eq!(found[3]["ParentShardId"], "shardId-000000000001");
    assert_eq!(found[3]["AdjacentParentShardId"], "shardId-000000000002");
    let twice = kinesis_refusal(&server, "MergeShards", merge).await;
    assert!(twice.1.contains("has already been merged or split"), "{twice:?}");
    let split = |start: &str| json!({"StreamName": "clicks", "ShardToSplit": "shardId-000000000003", "NewStartingHashKey": start});
    let edge = kinesis_refusal(&server, "SplitShard", split("0")).await;
    assert_eq!(edge.0, "InvalidArgumentException");
    kinesis(&server, "SplitShard", split("1000")).await;
    later(&server, 100);
    assert_eq!(summary(&server, "clicks").await["OpenShardCount"], 2);
    let open = json!({"StreamName": "clicks", "ShardFilter": {"Type": "AT_LATEST"}});
    let open = kinesis(&server, "ListShards", open).await;
    assert_eq!(open["Shards"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn settings_change_one_at_a_time() {
    let server = virtual_server().await;
    stream(&server, "clicks", 1).await;
    let name = |more: Value| {
        let mut body = more;
        body["StreamName"] = json!("clicks");
        body
    };
    for (operation, body, code, words) in [
        (
            "IncreaseStreamRetentionPeriod",
            json!({"RetentionPeriodHours": 8761}),
            "InvalidArgumentException",
            "is too long",
        ),
        (
            "DecreaseStreamRetentionPeriod",
            json!({"RetentionPeriodHours": 23}),
            "InvalidArgumentException",
            "is too short",
        ),
        (
            "DecreaseStreamRetentionPeriod",
            json!({"RetentionPeriodHours": 25}),
            "InvalidArgumentException",
            "Use IncreaseRetentionPeriod API",
        ),
        (
            "StartStreamEncryption",
            json!({"EncryptionType": "AES", "KeyId": "k"}),
            "ValidationException",
            "enum value set",
        ),
        (
            "UpdateStreamMode",
            json!({"StreamModeDetails": {"StreamMode": "ON_DEMAND"}}),
            "ValidationException",
            "Member must not be null",
        ),
    ] {
        let refused = kinesis_refusal(&server, operation, name(body.clone())).await;
        assert_eq!(refused.0, code, "{operation} {body}");
        assert!(refused.1.contains(words), "{operation} {body}: {refused:?}");
    }
    kinesis(&server, "IncreaseStreamRetentionPeriod", name(json!({"RetentionPeriodHours": 48})))
        .await;
    let key = json!({"EncryptionType": "KMS", "KeyId": "alias/aws/kinesis"});
    let busy = kinesis_refusal(&server, "StartStreamEncryption", name(key.clone())).await;
    assert!(busy.1.contains("not ACTIVE, instead in state UPDATING"), "{busy:?}");
    later(&server, 100);
    kinesis(&server, "StartStreamEncryption", name(key.clone())).await;
    later(&server, 100);
    let shown = summary(&server, "clicks").await;
    assert_eq!(
        (&shown["RetentionPeriodHours"], &shown["EncryptionType"], &shown["KeyId"]),
        (&json!(48), &json!("KMS"), &json!("alias/aws/kinesis"))
    );
    assert_eq!(put(&server, "clicks", "a", "x").await["EncryptionType"], "KMS");
    kinesis(&server, "StopStreamEncryption", name(key)).await;
    later(&server, 100);
    let mode = |mode: &str| json!({"StreamARN": shown["StreamARN"], "StreamModeDetails": {"StreamMode": mode}});
    kinesis(&server, "UpdateStreamMode", mode("ON_DEMAND")).await;
    later(&server, 100);
    let count = json!({"TargetShardCount": 2, "ScalingType": "UNIFORM_SCALING"});
    let refused = kinesis_refusal(&server, "UpdateShardCount", name(count)).await;
    assert!(refused.1.contains("is in On-Demand mode"), "{refused:?}");
    kinesis(&server, "UpdateStreamMode", mode("PROVISIONED")).await;
    later(&server, 100);
    let third = kinesis_refusal(&server, "UpdateStreamMode", mode("ON_DEMAND")).await;
    assert_eq!(third.0, "LimitExceededException");
    later(&server, 25 * 3_600_000);
    kinesis(&server, "UpdateStreamMode", mode("ON_DEMAND")).await;
}

#[tokio::test]
async fn tags_consumers_and_lists() {
    let server = virtual_server().await;
    for number in 0..3 {
        stream(&server, &format!("s{number}"), 1).await;
    }
    let first = kinesis(&server, "ListStreams", json!({"Limit": 2})).await;
    assert_eq!(
        (&first["StreamNames"], &first["HasMoreStreams"]),
        (&json!(["s0", "s1"]), &json!(true))
    );
    let rest = kinesis(&server, "ListStreams", json!({"NextToken": first["NextToken"]})).await;
    assert_eq!((&rest["StreamNames"], &rest["HasMoreStreams"]), (&json!(["s2"]), &json!(false)));
    let arn = "arn:aws:kinesis:us-east-1:000000000000:stream/s0";
    kinesis(&server, "AddTagsToStream", json!({"StreamName": "s0", "Tags": {"a": "1", "b": "2"}}))
        .await;
    kinesis(&server, "RemoveTagsFromStream", json!({"StreamName": "s0", "TagKeys": ["a"]})).await;
    kinesis(&server, "TagResource", json!({"ResourceARN": arn, "Tags": {"c": "3"}})).await;
    let tags = kinesis(&server, "ListTagsForStream", json!({"StreamName": "s0", "Limit": 1})).await;
    assert_eq!(tags, json!({"Tags": [{"Key": "b", "Value": "2"}], "HasMoreTags": true}));
    let tags = kinesis(&server, "ListTagsForResource", json!({"ResourceARN": arn})).await;
    assert_eq!(tags["Tags"].as_array().unwrap().len(), 2);
    let made = kinesis(
        &server,
        "RegisterStreamConsumer",
        json!({"StreamARN": arn, "ConsumerName": "fan"}),
    )
    .await;
    let again = kinesis_refusal(
        &server,
        "RegisterStreamConsumer",
        json!({"StreamARN": arn, "ConsumerName": "fan"}),
    )
    .await;
    assert_eq!(again.0, "ResourceInUseException");
    let by_arn = json!({"ConsumerARN": made["Consumer"]["ConsumerARN"]});
    later(&server, 100);
    let described = kinesis(&server, "DescribeStreamConsumer", by_arn.clone()).await;
    assert_eq!(described["ConsumerDescription"]["ConsumerStatus"], "ACTIVE");
    let kept = kinesis_refusal(&server, "DeleteStream", json!({"StreamName": "s0"})).await;
    assert_eq!(kept.0, "ResourceInUseException");
    kinesis(&server, "DeregisterStreamConsumer", by_arn).await;
    let listed = kinesis(&server, "ListStreamConsumers", json!({"StreamARN": arn})).await;
    assert_eq!(listed["Consumers"], json!([]));
    kinesis(&server, "DeleteStream", json!({"StreamName": "s0"})).await;
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let server = virtual_server().await;
    stream(&server, "clicks", 1).await;
    let shard = "shardId-000000000000";
    for (operation, body, code) in [
        ("CreateStream", json!({"StreamName": "a b", "ShardCount": 1}), "ValidationException"),
        ("CreateStream", json!({"StreamName": "x"}), "ValidationException"),
        ("CreateStream", json!({"StreamName": "x", "ShardCount": 0}), "ValidationException"),
        (
            "CreateStream",
            json!({"StreamName": "x", "ShardCount": 1, "StreamModeDetails": {"StreamMode": "ON_DEMAND"}}),
            "ValidationException",
        ),
        ("PutRecord", json!({"StreamName": "clicks", "Data": ""}), "ValidationException"),
        (
            "PutRecord",
            json!({"StreamName": "clicks", "Data": "", "PartitionKey": ""}),
            "ValidationException",
        ),
        (
            "PutRecord",
            json!({"StreamName": "clicks", "Data": "", "PartitionKey": "k", "ExplicitHashKey": "01"}),
            "ValidationException",
        ),
        (
            "PutRecord",
            json!({"StreamName": "clicks", "Data": "?", "PartitionKey": "k"}),
            "SerializationException",
        ),
        (
            "PutRecord",
            json!({"StreamName": "other", "Data": "", "PartitionKey": "k"}),
            "ResourceNotFoundException",
        ),
        ("PutRecord", json!({"Data": "", "PartitionKey": "k"}), "InvalidArgumentException"),
        (
            "GetShardIterator",
            json!({"StreamName": "clicks", "ShardId": shard, "ShardIteratorType": "FIRST"}),
            "ValidationException",
        ),
        (
            "GetShardIterator",
            json!({"StreamName": "clicks", "ShardId": "shardId-9", "ShardIteratorType": "LATEST"}),
            "ResourceNotFoundException",
        ),
        (
            "GetShardIterator",
            json!({"StreamName": "clicks", "ShardId": shard, "ShardIteratorType": "AT_SEQUENCE_NUMBER"}),
            "InvalidArgumentException",
        ),
        (
            "GetShardIterator",
            json!({"StreamName": "clicks", "ShardId": shard, "ShardIteratorType": "AT_SEQUENCE_NUMBER", "StartingSequenceNumber": "5"}),
            "InvalidArgumentException",
        ),
        ("GetRecords", json!({"ShardIterator": "junk"}), "InvalidArgumentException"),
        ("ListShards", json!({}), "InvalidArgumentException"),
        (
            "AddTagsToStream",
            json!({"StreamName": "clicks", "Tags": {"aws:x": "y"}}),
            "InvalidArgumentException",
        ),
        (
            "ListTagsForResource",
            json!({"ResourceARN": "arn:aws:kinesis:us-east-1:000000000000:stream/x"}),
            "ResourceNotFoundException",
        ),
    ] {
        let refused = kinesis_refusal(&server, operation, body.clone()).await;
        assert_eq!(refused.0, code, "{operation} {body}: {refused:?}");
    }
}

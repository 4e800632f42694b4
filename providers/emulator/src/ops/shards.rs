//! Reading streams, DynamoDB's and Kinesis's alike: what an event source mapping needs of them.
//!
//! A reader asks [`shards`] what there is to read, keeps one position a shard (where [`begin`] says, then where each
//! batch says), and asks [`read`] for what comes next. Positions are plain numbers: they survive in the reader's own
//! rows. A record's `event` is what a function receives in `Records`, so filters can be held against it:
//!
//! * DynamoDB: `eventID`, `eventName`, `eventVersion`, `eventSource: "aws:dynamodb"`, `awsRegion`, `eventSourceARN`,
//!   `dynamodb: {ApproximateCreationDateTime, Keys, NewImage, OldImage, SequenceNumber, SizeBytes, StreamViewType}`,
//!   and `userIdentity` for items that expired.
//! * Kinesis: `eventID` (`shard:sequence`), `eventName: "aws:kinesis:record"`, `eventVersion`, `eventSource:
//!   "aws:kinesis"`, `awsRegion`, `eventSourceARN`, `kinesis: {kinesisSchemaVersion, partitionKey, sequenceNumber, data,
//!   approximateArrivalTimestamp}`. The reader adds `invokeIdentityArn`, the role it reads with. Filters see `data`
//!   decoded, which the reader does, too.
//!
//! A shard that was split, merged or switched off is `closed`; when a batch says `end`, its children are next. What
//! is older than the stream keeps is gone: a reader that was too slow goes on with the oldest record there is.

use serde_json::Value;

use super::{dynamodb, kinesis};
use crate::world::World;

/// A part of a stream that keeps its own order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shard {
    pub(crate) id: String,
    /// The shards that must be read to their end first.
    pub(crate) parents: Vec<String>,
    /// Whether nothing more will come.
    pub(crate) closed: bool,
}

/// Where a reader begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// With the oldest record.
    Horizon,
    /// With what comes next.
    Latest,
    /// With the first record of this time or later, in milliseconds.
    At(u64),
}

/// One record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Record {
    /// The sequence number as AWS writes it.
    pub(crate) sequence: String,
    /// Where a reader goes on to read this record again.
    pub(crate) position: u64,
    /// When it came, in milliseconds.
    pub(crate) at_ms: u64,
    /// As a function receives it.
    pub(crate) event: Value,
}

/// What comes next in a shard.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Batch {
    pub(crate) records: Vec<Record>,
    /// Where to go on.
    pub(crate) next: u64,
    /// Whether the shard is closed and read to its end.
    pub(crate) end: bool,
}

/// The shards of a stream, parents first; `None` when there is no such stream.
pub(crate) fn shards(world: &World, stream_arn: &str) -> Option<Vec<Shard>> {
    match service(stream_arn)? {
        Of::DynamoDb => dynamodb::streams::reading::shards(world, stream_arn),
        Of::Kinesis => kinesis::reading::shards(world, stream_arn),
    }
}

/// The position at which a reader of a shard begins.
pub(crate) fn begin(world: &World, stream_arn: &str, shard: &str, start: Start) -> Option<u64> {
    match service(stream_arn)? {
        Of::DynamoDb => dynamodb::streams::reading::begin(world, stream_arn, shard, start),
        Of::Kinesis => kinesis::reading::begin(world, stream_arn, shard, start),
    }
}

/// At most `most` records of a shard from a position on.
pub(crate) fn read(
    world: &World,
    stream_arn: &str,
    shard: &str,
    from: u64,
    most: usize,
) -> Option<Batch> {
    match service(stream_arn)? {
        Of::DynamoDb => dynamodb::streams::reading::read(world, stream_arn, shard, from, most),
        Of::Kinesis => kinesis::reading::read(world, stream_arn, shard, from, most),
    }
}

enum Of {
    DynamoDb,
    Kinesis,
}

fn service(stream_arn: &str) -> Option<Of> {
    match stream_arn.split(':').nth(2)? {
        "dynamodb" => Some(Of::DynamoDb),
        "kinesis" => Some(Of::Kinesis),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Start, begin, read, shards};
    use crate::ops::{Caller, Input, SERVICES};
    use crate::world::World;
    use crate::world::settings::{Clock, Settings};

    fn world() -> World {
        let clock = Clock::Virtual { start_ms: 1_767_225_600_000 };
        World::new(Settings { clock, ..Settings::default() })
    }

    fn call(world: &mut World, service: &str, operation: &str, body: Value) -> Value {
        let service = SERVICES.iter().find(|one| one.name == service).unwrap();
        let run = service.operation(operation).unwrap().run;
        let input = Input::new(body, "ValidationException");
        run(world, &Caller::default(), &input).unwrap().body
    }

    fn later(world: &mut World) {
        world.advance_to(world.now_ms() + 1_000);
    }

    #[test]
    fn a_tables_records_come_as_functions_receive_them() {
        let mut world = world();
        let body = json!({
            "TableName": "orders", "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"},
        });
        let made = call(&mut world, "dynamodb", "CreateTable", body);
        let arn = made["TableDescription"]["LatestStreamArn"].as_str().unwrap().to_owned();
        later(&mut world);
        let shard = shards(&world, &arn).unwrap().remove(0);
        let mut put = |id: &str| {
            let body = json!({"TableName": "orders", "Item": {"id": {"S": id}}});
            call(&mut world, "dynamodb", "PutItem", body);
        };
        put("1");
        put("2");
        let horizon = begin(&world, &arn, &shard.id, Start::Horizon).unwrap();
        let latest = begin(&world, &arn, &shard.id, Start::Latest).unwrap();
        let first = read(&world, &arn, &shard.id, horizon, 1).unwrap();
        let event = &first.records[0].event;
        assert_eq!(
            (&event["eventSource"], &event["eventName"]),
            (&json!("aws:dynamodb"), &json!("INSERT"))
        );
        assert_eq!(event["eventSourceARN"], json!(arn));
        assert_eq!(event["dynamodb"]["NewImage"], json!({"id": {"S": "1"}}));
        let second = read(&world, &arn, &shard.id, first.next, 10).unwrap();
        assert_eq!((second.records.len(), second.next, second.end), (1, latest, false));
        let off = json!({"TableName": "orders", "StreamSpecification": {"StreamEnabled": false}});
        call(&mut world, "dynamodb", "UpdateTable", off);
        assert!(read(&world, &arn, &shard.id, latest, 10).unwrap().end);
        assert!(shards(&world, &arn).unwrap()[0].closed);
        assert_eq!(
            shards(&world, "arn:aws:dynamodb:us-east-1:000000000000:table/x/stream/y"),
            None
        );
    }

    #[test]
    fn a_streams_children_come_after_their_parents() {
        let mut world = world();
        call(
            &mut world,
            "kinesis",
            "CreateStream",
            json!({"StreamName": "clicks", "ShardCount": 1}),
        );
        later(&mut world);
        let arn = "arn:aws:kinesis:us-east-1:000000000000:stream/clicks";
        let put = json!({"StreamName": "clicks", "PartitionKey": "k", "Data": "aGk="});
        call(&mut world, "kinesis", "PutRecord", put);
        let count = json!({"StreamName": "clicks", "TargetShardCount": 2, "ScalingType": "UNIFORM_SCALING"});
        call(&mut world, "kinesis", "UpdateShardCount", count);
        later(&mut world);
        let found = shards(&world, arn).unwrap();
        assert_eq!(found[1].parents, [found[0].id.clone()]);
        let from = begin(&world, arn, &found[0].id, Start::Horizon).unwrap();
        let batch = read(&world, arn, &found[0].id, from, 10).unwrap();
        let event = &batch.records[0].event;
        assert_eq!((batch.end, &event["kinesis"]["data"]), (true, &json!("aGk=")));
        assert_eq!(
            event["eventID"],
            json!(format!("{}:{}", found[0].id, batch.records[0].sequence))
        );
        let at = begin(&world, arn, &found[0].id, Start::At(world.now_ms())).unwrap();
        assert_eq!(at, batch.next);
    }
}

//! Reading a stream from within the local cloud; `ops::shards` says how.

use serde_json::{Value, json};

use super::iterator::sequence;
use super::model::{Record as Stored, Stream, arn, by_arn, seconds, shard_id, shard_number};
use super::records;
use crate::ops::shards::{Batch, Record, Shard, Start};
use crate::world::World;

pub(crate) fn shards(world: &World, stream_arn: &str) -> Option<Vec<Shard>> {
    let stream = world.kinesis.streams.get(by_arn(world, stream_arn)?)?;
    let kept: Vec<u64> = stream.shards.iter().map(|shard| shard.number).collect();
    let known = |parent: &&u64| kept.contains(parent);
    let shown = stream.shards.iter().map(|shard| Shard {
        id: shard.id(),
        parents: shard.parents.iter().filter(known).map(|parent| shard_id(*parent)).collect(),
        closed: !shard.is_open(),
    });
    Some(shown.collect())
}

pub(crate) fn begin(world: &World, stream_arn: &str, shard: &str, start: Start) -> Option<u64> {
    let name = by_arn(world, stream_arn)?;
    let number = shard_number(shard)?;
    let stream = world.kinesis.streams.get(name)?;
    stream
        .shards
        .iter()
        .any(|shard| shard.number == number)
        .then(|| position(world, name, number, start))
}

/// The position of a start in a shard that exists.
pub(super) fn position(world: &World, name: &str, shard: u64, start: Start) -> u64 {
    let cursor = records::cursor(world, name, shard);
    match start {
        Start::Horizon => cursor.first,
        Start::Latest => cursor.next,
        Start::At(ms) => {
            let records = records::from(world, name, shard, cursor.first, usize::MAX);
            let found = records.iter().find(|(_, record)| record.at_ms >= ms);
            found.map_or(cursor.next, |(at, _)| *at)
        }
    }
}

pub(crate) fn read(
    world: &World,
    stream_arn: &str,
    shard: &str,
    from: u64,
    most: usize,
) -> Option<Batch> {
    let name = by_arn(world, stream_arn)?;
    let stream = world.kinesis.streams.get(name)?;
    let number = shard_number(shard)?;
    let shard = stream.shards.iter().find(|shard| shard.number == number)?;
    let records: Vec<Record> = records::from(world, name, number, from, most)
        .into_iter()
        .map(|(at, record)| Record {
            sequence: sequence(stream, number, at),
            position: at,
            at_ms: record.at_ms,
            event: event(world, stream, number, at, record),
        })
        .collect();
    let first = records::cursor(world, name, number).first;
    let next = records.last().map_or_else(|| from.max(first), |last| last.position + 1);
    let end = shard.closed.is_some_and(|(_, end)| next >= end);
    Some(Batch { records, next, end })
}

/// A record as a function receives it, but for `invokeIdentityArn`.
fn event(world: &World, stream: &Stream, shard: u64, position: u64, record: &Stored) -> Value {
    let number = sequence(stream, shard, position);
    json!({
        "kinesis": {
            "kinesisSchemaVersion": "1.0",
            "partitionKey": record.key,
            "sequenceNumber": number,
            "data": record.data,
            "approximateArrivalTimestamp": seconds(record.at_ms),
        },
        "eventSource": "aws:kinesis",
        "eventVersion": "1.0",
        "eventID": format!("{}:{number}", shard_id(shard)),
        "eventName": "aws:kinesis:record",
        "awsRegion": world.settings().region,
        "eventSourceARN": arn(world, &stream.name),
    })
}

//! DynamoDB Streams: what happened to a table's items, kept for a day. A service of its own on the wire.
//!
//! Each stream has one shard. At most [`KEPT`] records of a stream are kept, so that a busy table does not fill the
//! machine; whoever reads slower finds the oldest of them.

mod describe;
mod iterator;
mod list;
pub(crate) mod reading;
mod record;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::attribute::Item;
use super::model::{Key, Table, View, stream_arn};
use super::write::{Cause, clear};
use crate::ops::lambda::mappings;
use crate::ops::{Operation, Protocol, Service};
use crate::world::World;

pub(super) use record::record;

/// How long records, and streams that were switched off, can be read.
const DAY_MS: u64 = 24 * 3_600_000;

/// The most records a stream keeps, and the most bytes.
const KEPT: u64 = 10_000;
const KEPT_BYTES: u64 = 64 * 1_048_576;

/// A stream of a table, on or off.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Stream {
    pub(crate) table: String,
    pub(crate) label: String,
    pub(crate) view: View,
    pub(crate) key: Key,
    pub(crate) created_ms: u64,
    /// The id of its one shard.
    pub(crate) shard: String,
    /// The position of the oldest record that is kept.
    pub(crate) first: u64,
    /// The position of the next record.
    pub(crate) next: u64,
    /// The bytes of the records that are kept.
    pub(crate) bytes: u64,
    /// When it was switched off.
    pub(crate) closed_ms: Option<u64>,
}

/// What happened to one item.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) id: String,
    pub(crate) at_ms: u64,
    pub(crate) keys: Item,
    /// The images, kept whatever the view shows: which one is there tells what happened.
    pub(crate) old: Option<Item>,
    pub(crate) new: Option<Item>,
    pub(crate) cause: Cause,
}

pub(crate) static SERVICE: Service = Service {
    name: "dynamodbstreams",
    signing: "dynamodb",
    target: "DynamoDBStreams_20120810",
    protocol: Protocol::AwsJson("1.0"),
    namespace: "com.amazonaws.dynamodb.v20120810",
    operations: &[
        Operation::read("ListStreams", list::run),
        Operation::read("DescribeStream", describe::run)
            .partly("a stream has one shard, which does not roll over every four hours"),
        Operation::read("GetShardIterator", iterator::get),
        Operation::read("GetRecords", iterator::records)
            .partly("a stream keeps at most 10,000 records and 64 MiB"),
    ],
    ..Service::EMPTY
};

/// The row of a stream.
fn row(table: &str, label: &str) -> String {
    format!("{table}/{label}")
}

/// What begins the rows of a stream's records.
fn records_prefix(row: &str) -> String {
    format!("{row}/")
}

/// The row of one record.
fn record_row(row: &str, position: u64) -> String {
    format!("{}{position:020}", records_prefix(row))
}

/// The row of the stream an ARN means, when it is one of this world's and exists.
fn by_arn(world: &World, stream_arn: &str) -> Option<String> {
    let (table_arn, label) = stream_arn.split_once("/stream/")?;
    let name = table_arn.rsplit('/').next()?;
    let found = row(name, label);
    let known = super::model::arn(world, name) == table_arn;
    (known && world.dynamodb.streams.contains(&found)).then_some(found)
}

/// Switches a table's stream on.
pub(super) fn open(world: &mut World, name: &str, view: View) {
    let Some(key) = world.dynamodb.tables.get(name).map(|table| table.key.clone()) else { return };
    let mut at = world.now_ms();
    while world.dynamodb.streams.contains(&row(name, &label(at))) {
        at += 1;
    }
    let label = label(at);
    let digits = world.random_text(8, "0123456789abcdef");
    let stream = Stream {
        table: name.to_owned(),
        label: label.clone(),
        view,
        key,
        created_ms: world.now_ms(),
        shard: format!("shardId-{at:020}-{digits}"),
        first: 1,
        next: 1,
        bytes: 0,
        closed_ms: None,
    };
    world.dynamodb.streams.insert(row(name, &label), stream);
    if let Some(table) = world.dynamodb.tables.get_mut(name) {
        table.view = Some(view);
        table.stream = Some(label);
    }
}

/// A time as streams are labelled: without a zone.
fn label(ms: u64) -> String {
    let at = i64::try_from(ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    at.map_or_else(String::new, |at| at.strftime("%Y-%m-%dT%H:%M:%S.%3f").to_string())
}

/// Switches a table's stream off. It can be read for another day.
pub(super) fn close(world: &mut World, name: &str) {
    let now_ms = world.now_ms();
    let Some(table) = world.dynamodb.tables.get_mut(name) else { return };
    table.view = None;
    let Some(label) = table.stream.clone() else { return };
    let row = row(name, &label);
    if let Some(stream) = world.dynamodb.streams.get_mut(&row) {
        stream.closed_ms = Some(now_ms);
    }
    let stream_arn = stream_arn(world, name, &label);
    mappings::stirred(world, &stream_arn);
    world.schedule(now_ms.saturating_add(DAY_MS), "dynamodb", &format!("forget {row} -"));
}

/// Forgets a stream that was switched off a day ago.
pub(super) fn forget(world: &mut World, row: &str) {
    world.dynamodb.streams.remove(row);
    clear(&mut world.dynamodb.records, &records_prefix(row));
}

/// The row of the stream that a table writes to now.
fn of_table(table: &Table) -> Option<String> {
    table.view?;
    Some(row(&table.name, table.stream.as_ref()?))
}

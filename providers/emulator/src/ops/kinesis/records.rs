//! Putting records into shards and forgetting them, for the operations and for other services.

use super::model::{Cursor, Record, Status, arn, by_arn};
use super::shards;
use crate::ops::delivery::{Parcel, Undelivered};
use crate::ops::lambda::mappings;
use crate::world::World;
use crate::world::table::Table;

/// The most records that a shard keeps, and the most bytes.
pub(super) const KEPT: u64 = 10_000;
pub(super) const KEPT_BYTES: u64 = 64 * 1_048_576;

/// Where a record was put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Put {
    pub(super) shard: u64,
    pub(super) position: u64,
}

/// What begins the rows of a stream. Names hold no slash.
fn stream_prefix(name: &str) -> String {
    format!("{name}/")
}

/// The row of a shard's cursor.
fn cursor_row(name: &str, shard: u64) -> String {
    format!("{}{shard:012}", stream_prefix(name))
}

/// The row of a record.
pub(super) fn row(name: &str, shard: u64, position: u64) -> String {
    format!("{}/{position:020}", cursor_row(name, shard))
}

/// The position in a record's row.
pub(super) fn position(row: &str) -> Option<u64> {
    row.rsplit('/').next()?.parse().ok()
}

/// How far a shard is filled.
pub(super) fn cursor(world: &World, name: &str, shard: u64) -> Cursor {
    let cursor = world.kinesis.cursors.get(&cursor_row(name, shard));
    cursor.cloned().unwrap_or(Cursor { first: 1, next: 1, bytes: 0 })
}

/// Puts a record at a place of the key space; `None` when the stream takes none now.
pub(super) fn put(world: &mut World, name: &str, key: &str, hash: u128, data: &str) -> Option<Put> {
    let stream = world.kinesis.streams.get(name)?;
    if !matches!(stream.status, Status::Active | Status::Updating) {
        return None;
    }
    let shard = shards::at(stream, hash)?.number;
    let record = Record {
        key: key.to_owned(),
        data: data.to_owned(),
        at_ms: world.now_ms(),
        encrypted: stream.key.is_some(),
    };
    let mut cursor = cursor(world, name, shard);
    let position = cursor.next;
    cursor.next += 1;
    cursor.bytes += weight(&record);
    world.kinesis.records.insert(row(name, shard, position), record);
    trim(world, name, shard, &mut cursor);
    world.kinesis.cursors.insert(cursor_row(name, shard), cursor);
    let stream_arn = arn(world, name);
    mappings::stirred(world, &stream_arn);
    Some(Put { shard, position })
}

fn weight(record: &Record) -> u64 {
    u64::try_from(record.key.len() + record.data.len()).unwrap_or(u64::MAX)
}

/// Drops the oldest records of a shard while they are too old, too many or too large.
fn trim(world: &mut World, name: &str, shard: u64, cursor: &mut Cursor) {
    let now_ms = world.now_ms();
    let keep_ms = keep_ms(world, name);
    while cursor.first < cursor.next {
        let oldest = row(name, shard, cursor.first);
        let Some(record) = world.kinesis.records.get(&oldest) else {
            cursor.first += 1;
            continue;
        };
        let fits = cursor.next - cursor.first <= KEPT
            && cursor.bytes <= KEPT_BYTES
            && record.at_ms.saturating_add(keep_ms) > now_ms;
        if fits {
            break;
        }
        cursor.bytes = cursor.bytes.saturating_sub(weight(record));
        cursor.first += 1;
        world.kinesis.records.remove(&oldest);
    }
}

/// How long a stream keeps its records.
pub(super) fn keep_ms(world: &World, name: &str) -> u64 {
    let hours = world.kinesis.streams.get(name).map_or(24, |stream| stream.retention_hours);
    hours.saturating_mul(3_600_000)
}

/// The records of a shard from a position on that are not too old.
pub(super) fn from<'a>(
    world: &'a World,
    name: &str,
    shard: u64,
    position_from: u64,
    most: usize,
) -> Vec<(u64, &'a Record)> {
    let cursor = cursor(world, name, shard);
    let (low, high) =
        (row(name, shard, position_from.max(cursor.first)), row(name, shard, cursor.next));
    let (now_ms, keep_ms) = (world.now_ms(), keep_ms(world, name));
    world
        .kinesis
        .records
        .between(&low, &high)
        .filter(|(_, record)| record.at_ms.saturating_add(keep_ms) > now_ms)
        .take(most)
        .filter_map(|(key, record)| Some((position(key)?, record)))
        .collect()
}

/// Forgets a stream and all that is in it.
pub(super) fn forget(world: &mut World, name: &str) {
    world.kinesis.streams.remove(name);
    let prefix = stream_prefix(name);
    clear(&mut world.kinesis.cursors, &prefix);
    clear(&mut world.kinesis.records, &prefix);
    clear(&mut world.kinesis.consumers, &prefix);
}

fn clear<V: Clone>(rows: &mut Table<V>, prefix: &str) {
    let found: Vec<String> = rows.prefixed(prefix).map(|(row, _)| row.to_owned()).collect();
    for row in found {
        rows.remove(&row);
    }
}

/// Takes what another service sends. Kinesis knows senders by their role alone.
pub(super) fn receive(world: &mut World, parcel: &Parcel) -> Result<(), Undelivered> {
    use base64::Engine as _;
    let name = by_arn(world, &parcel.target).ok_or(Undelivered::Missing)?.to_owned();
    if parcel.role.is_none() {
        return Err(Undelivered::Denied);
    }
    let key = parcel.group.clone().unwrap_or_else(|| world.uuid());
    let data = base64::engine::general_purpose::STANDARD.encode(&parcel.body);
    let put = put(world, &name, &key, shards::hash_of(&key), &data);
    put.map(|_| ()).ok_or(Undelivered::Unavailable)
}

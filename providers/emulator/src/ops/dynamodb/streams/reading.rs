//! Reading a stream from within the local cloud; `ops::shards` says how.

use super::record::{event, position, sequence};
use super::{DAY_MS, Stream, by_arn, record_row, records_prefix};
use crate::ops::shards::{Batch, Record, Shard, Start};
use crate::world::World;

pub(crate) fn shards(world: &World, stream_arn: &str) -> Option<Vec<Shard>> {
    let stream = world.dynamodb.streams.get(&by_arn(world, stream_arn)?)?;
    let closed = stream.closed_ms.is_some();
    Some(vec![Shard { id: stream.shard.clone(), parents: Vec::new(), closed }])
}

pub(crate) fn begin(world: &World, stream_arn: &str, shard: &str, start: Start) -> Option<u64> {
    let row = by_arn(world, stream_arn)?;
    let stream = world.dynamodb.streams.get(&row).filter(|stream| stream.shard == shard)?;
    Some(match start {
        Start::Horizon => stream.first,
        Start::Latest => stream.next,
        Start::At(ms) => {
            let prefix = records_prefix(&row);
            let mut records = world.dynamodb.records.prefixed(&prefix);
            let found = records.find(|(_, record)| record.at_ms >= ms);
            found.and_then(|(key, _)| position(key)).unwrap_or(stream.next)
        }
    })
}

pub(crate) fn read(
    world: &World,
    stream_arn: &str,
    shard: &str,
    from: u64,
    most: usize,
) -> Option<Batch> {
    let row = by_arn(world, stream_arn)?;
    let stream = world.dynamodb.streams.get(&row).filter(|stream| stream.shard == shard)?;
    let records: Vec<Record> = kept(world, &row, stream, from, most)
        .into_iter()
        .map(|(at, record)| Record {
            sequence: sequence(at),
            position: at,
            at_ms: record.at_ms,
            event: event(world, stream, at, record),
        })
        .collect();
    let next = records.last().map_or_else(|| from.max(stream.first), |last| last.position + 1);
    Some(Batch { records, next, end: stream.closed_ms.is_some() && next >= stream.next })
}

/// The records from a position on that are not too old.
pub(super) fn kept<'a>(
    world: &'a World,
    row: &str,
    stream: &Stream,
    from: u64,
    most: usize,
) -> Vec<(u64, &'a super::Record)> {
    let low = record_row(row, from.max(stream.first));
    let high = record_row(row, stream.next);
    let now_ms = world.now_ms();
    world
        .dynamodb
        .records
        .between(&low, &high)
        .filter(|(_, record)| record.at_ms.saturating_add(DAY_MS) > now_ms)
        .take(most)
        .filter_map(|(key, record)| Some((position(key)?, record)))
        .collect()
}

//! `DescribeStream`, `DescribeStreamSummary`, `ListStreams`, `DescribeLimits`.

use serde_json::{Map, Value, json};

use super::iterator::sequence;
use super::model::{Mode, Shard, Status, Stream, arn, seconds, shard_id};
use super::{consumers, named, records};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn run(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let limit = input.integer_within("Limit", 1, 10_000)?.unwrap_or(100);
    named::check_name(input, "ExclusiveStartShardId", 128)?;
    let stream = named::stream(world, input)?;
    let limit = usize::try_from(limit).unwrap_or(100);
    let limit = world.page_cap.map_or(limit, |cap| limit.min(cap)).max(1);
    let after = input.text("ExclusiveStartShardId");
    let mut shards: Vec<Value> = kept(world, &stream)
        .filter(|shard| after.is_none_or(|after| shard.id().as_str() > after))
        .take(limit + 1)
        .map(|shard| self::shard(&stream, shard))
        .collect();
    let more = shards.len() > limit;
    shards.truncate(limit);
    let mut shown = common(world, &stream);
    shown.insert("Shards".to_owned(), shards.into());
    shown.insert("HasMoreShards".to_owned(), more.into());
    Ok(json!({"StreamDescription": shown}).into())
}

pub(super) fn summary(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let stream = named::stream(world, input)?;
    let mut shown = common(world, &stream);
    shown.insert("OpenShardCount".to_owned(), open(&stream).into());
    shown.insert("ConsumerCount".to_owned(), consumers::count(world, &stream.name).into());
    Ok(json!({"StreamDescriptionSummary": shown}).into())
}

/// What both descriptions show.
fn common(world: &World, stream: &Stream) -> Map<String, Value> {
    let shown = json!({
        "StreamName": stream.name,
        "StreamARN": arn(world, &stream.name),
        "StreamStatus": stream.status.word(),
        "StreamModeDetails": {"StreamMode": stream.mode.word()},
        "RetentionPeriodHours": stream.retention_hours,
        "StreamCreationTimestamp": seconds(stream.created_ms),
        "EnhancedMonitoring": [{"ShardLevelMetrics": []}],
        "EncryptionType": if stream.key.is_some() { "KMS" } else { "NONE" },
    });
    let mut shown = shown.as_object().cloned().unwrap_or_default();
    if let Some(key) = &stream.key {
        shown.insert("KeyId".to_owned(), key.clone().into());
    }
    shown
}

/// The shards that may still hold records. A stream that is being made shows none.
pub(super) fn kept<'a>(world: &World, stream: &'a Stream) -> impl Iterator<Item = &'a Shard> {
    let (now_ms, keep_ms) = (world.now_ms(), records::keep_ms(world, &stream.name));
    let shown = stream.status != Status::Creating;
    stream.shards.iter().filter(move |shard| {
        shown && shard.closed.is_none_or(|(at, _)| at.saturating_add(keep_ms) > now_ms)
    })
}

/// How many shards take records.
pub(super) fn open(stream: &Stream) -> usize {
    stream.shards.iter().filter(|shard| shard.is_open()).count()
}

/// A shard as it is listed. Of more parents than two, the outer ones are shown.
pub(super) fn shard(stream: &Stream, shard: &Shard) -> Value {
    let mut range = json!({"StartingSequenceNumber": sequence(stream, shard.number, 0)});
    if let (Some((_, end)), Some(members)) = (shard.closed, range.as_object_mut()) {
        let last = sequence(stream, shard.number, end);
        members.insert("EndingSequenceNumber".to_owned(), last.into());
    }
    let mut shown = json!({
        "ShardId": shard.id(),
        "HashKeyRange": {
            "StartingHashKey": shard.low.to_string(), "EndingHashKey": shard.high.to_string(),
        },
        "SequenceNumberRange": range,
    });
    if let Some(members) = shown.as_object_mut() {
        if let Some(parent) = shard.parents.first() {
            members.insert("ParentShardId".to_owned(), shard_id(*parent).into());
        }
        if let Some(parent) = shard.parents.get(1..).and_then(<[u64]>::last) {
            members.insert("AdjacentParentShardId".to_owned(), shard_id(*parent).into());
        }
    }
    shown
}

pub(super) fn list(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let limit = input.integer_within("Limit", 1, 10_000)?.unwrap_or(100);
    named::check_name(input, "ExclusiveStartStreamName", 128)?;
    let limit = usize::try_from(limit).unwrap_or(100).min(world.settings().pages.streams);
    let limit = world.page_cap.map_or(limit, |cap| limit.min(cap)).max(1);
    let after = input.text("NextToken").or_else(|| input.text("ExclusiveStartStreamName"));
    let mut found: Vec<&Stream> = world
        .kinesis
        .streams
        .values()
        .filter(|stream| after.is_none_or(|after| stream.name.as_str() > after))
        .take(limit + 1)
        .collect();
    let more = found.len() > limit;
    found.truncate(limit);
    let names: Vec<&str> = found.iter().map(|stream| stream.name.as_str()).collect();
    let summaries: Vec<Value> = found
        .iter()
        .map(|stream| {
            json!({
                "StreamName": stream.name,
                "StreamARN": arn(world, &stream.name),
                "StreamStatus": stream.status.word(),
                "StreamModeDetails": {"StreamMode": stream.mode.word()},
                "StreamCreationTimestamp": seconds(stream.created_ms),
            })
        })
        .collect();
    let mut body =
        json!({"StreamNames": names, "HasMoreStreams": more, "StreamSummaries": summaries});
    if let (true, Some(last), Some(members)) = (more, names.last(), body.as_object_mut()) {
        members.insert("NextToken".to_owned(), Value::from(*last));
    }
    Ok(body.into())
}

/// The account's default quotas.
#[expect(clippy::unnecessary_wraps, reason = "operations share one signature")]
pub(super) fn limits(world: &mut World, _caller: &Caller, _: &Input) -> Result<Reply, Fault> {
    let streams = || world.kinesis.streams.values();
    let on_demand = streams().filter(|stream| stream.mode == Mode::OnDemand).count();
    Ok(json!({
        "ShardLimit": 20_000,
        "OpenShardCount": streams().map(open).sum::<usize>(),
        "OnDemandStreamCount": on_demand,
        "OnDemandStreamCountLimit": 50,
    })
    .into())
}

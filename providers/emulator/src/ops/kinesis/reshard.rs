//! `UpdateShardCount`, `SplitShard`, `MergeShards`: checked at once, carried out when the stream is active again.

use serde_json::json;

use super::faults::{argument, invalid, limit, no_shard};
use super::model::{Mode, Reshard, Shard, Stream, arn, shard_number};
use super::{describe, life, named, records, shards};
use crate::ops::lambda::mappings;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

const DAY_MS: u64 = 24 * 3_600_000;

/// How often the number of shards can be changed in a day.
const CHANGES: usize = 10;

pub(super) fn update_count(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let most = super::control::MOST_SHARDS;
    let target = input.integer_within("TargetShardCount", 1, most)?;
    let target = target.ok_or_else(|| input.missing("targetShardCount"))?;
    let target = u64::try_from(target).unwrap_or(1);
    match input.text("ScalingType") {
        Some("UNIFORM_SCALING") => {}
        Some(other) => {
            let rule = "Member must satisfy enum value set: [UNIFORM_SCALING]";
            return Err(input.invalid("scalingType", other, rule));
        }
        None => return Err(input.missing("scalingType")),
    }
    let stream = named::stream(world, input)?;
    provisioned(world, &stream)?;
    super::faults::need_active(world, &stream)?;
    let current = u64::try_from(describe::open(&stream)).unwrap_or(1);
    let told = format!("Current open shard count: {current} Target shard count: {target}");
    if target > current * 2 {
        return Err(argument(format!(
            "UpdateShardCount cannot scale up over double your current open shard count. {told}"
        )));
    }
    if target * 2 < current {
        return Err(argument(format!(
            "UpdateShardCount cannot scale down below half your current open shard count. {told}"
        )));
    }
    let now_ms = world.now_ms();
    let lately = |at: &&u64| at.saturating_add(DAY_MS) > now_ms;
    let mut changes: Vec<u64> = stream.count_changes.iter().filter(lately).copied().collect();
    if changes.len() >= CHANGES {
        return Err(limit(format!(
            "Stream {} exceeded its limit of {CHANGES} UpdateShardCount operations in a rolling 24 hour period.",
            stream.name
        )));
    }
    changes.push(now_ms);
    life::change(world, &stream, |stream| {
        stream.count_changes = changes;
        stream.pending = Some(Reshard::Count(target));
    })?;
    Ok(json!({
        "StreamName": stream.name, "StreamARN": arn(world, &stream.name), "CurrentShardCount": current,
        "TargetShardCount": target,
    })
    .into())
}

/// Streams on demand look after their shards themselves.
fn provisioned(world: &World, stream: &Stream) -> Result<(), Fault> {
    if stream.mode == Mode::Provisioned {
        return Ok(());
    }
    Err(invalid(format!(
        "Request is invalid. Stream {} under account {} is in On-Demand mode.",
        stream.name,
        world.settings().account
    )))
}

pub(super) fn split(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let given = input.need_text("ShardToSplit")?;
    let start = input.need_text("NewStartingHashKey")?;
    let stream = named::stream(world, input)?;
    provisioned(world, &stream)?;
    let shard = open_shard(world, &stream, given)?;
    let at = start.parse::<u128>().ok().filter(|at| *at > shard.low + 1 && *at < shard.high);
    let Some(at) = at else {
        return Err(argument(format!(
            "NewStartingHashKey {start} used in SplitShard() on shard {} in stream {} under account {} is not both \
             greater than one plus the shard's StartingHashKey {} and less than the shard's EndingHashKey {}.",
            shard.id(),
            stream.name,
            world.settings().account,
            shard.low,
            shard.high
        )));
    };
    let pending = Reshard::Split { shard: shard.number, at };
    life::change(world, &stream, |stream| stream.pending = Some(pending))?;
    Ok(Reply::empty())
}

pub(super) fn merge(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let (one, two) = (input.need_text("ShardToMerge")?, input.need_text("AdjacentShardToMerge")?);
    let stream = named::stream(world, input)?;
    provisioned(world, &stream)?;
    let (one, two) = (open_shard(world, &stream, one)?, open_shard(world, &stream, two)?);
    let adjacent =
        one.high.checked_add(1) == Some(two.low) || two.high.checked_add(1) == Some(one.low);
    if !adjacent {
        return Err(argument(format!(
            "Shards {} and {} in stream {} under account {} are not an adjacent pair of shards eligible for merging",
            one.id(),
            two.id(),
            stream.name,
            world.settings().account
        )));
    }
    let pending = Reshard::Merge { one: one.number, two: two.number };
    life::change(world, &stream, |stream| stream.pending = Some(pending))?;
    Ok(Reply::empty())
}

fn open_shard(world: &World, stream: &Stream, id: &str) -> Result<Shard, Fault> {
    let number = shard_number(id);
    let found = stream.shards.iter().find(|shard| Some(shard.number) == number);
    let found = found.ok_or_else(|| no_shard(world, &stream.name, id))?;
    if found.is_open() {
        return Ok(found.clone());
    }
    Err(argument(format!(
        "Shard {id} in stream {} under account {} has already been merged or split, and thus is not eligible for \
         merging or splitting.",
        stream.name,
        world.settings().account
    )))
}

/// Closes the shards concerned and opens their children.
pub(super) fn carry_out(world: &mut World, name: &str, pending: &Reshard) {
    let Some(mut stream) = world.kinesis.streams.get(name).cloned() else { return };
    let now_ms = world.now_ms();
    let open = |number: &u64| {
        stream.shards.iter().find(|shard| shard.number == *number && shard.is_open()).cloned()
    };
    let (closing, bounds): (Vec<Shard>, Vec<(u128, u128)>) = match pending {
        Reshard::Count(count) => (
            stream.shards.iter().filter(|shard| shard.is_open()).cloned().collect(),
            shards::parts(*count),
        ),
        Reshard::Split { shard, at } => {
            let Some(shard) = open(shard) else { return };
            let bounds = vec![(shard.low, at - 1), (*at, shard.high)];
            (vec![shard], bounds)
        }
        Reshard::Merge { one, two } => {
            let (Some(one), Some(two)) = (open(one), open(two)) else { return };
            let bounds = vec![(one.low.min(two.low), one.high.max(two.high))];
            (vec![one, two], bounds)
        }
    };
    let same: Vec<(u128, u128)> = closing.iter().map(|shard| (shard.low, shard.high)).collect();
    if same == bounds {
        return;
    }
    for shard in &mut stream.shards {
        if closing.iter().any(|closing| closing.number == shard.number) {
            shard.closed = Some((now_ms, records::cursor(world, name, shard.number).next));
        }
    }
    for bounds in bounds {
        shards::open(&mut stream, bounds, &closing, now_ms);
    }
    let keep_ms = records::keep_ms(world, name);
    // What was closed so long ago holds nothing any more.
    stream
        .shards
        .retain(|shard| shard.closed.is_none_or(|(at, _)| at.saturating_add(keep_ms) > now_ms));
    world.kinesis.streams.insert(name, stream);
    let stream_arn = arn(world, name);
    mappings::stirred(world, &stream_arn);
}

//! `CreateStream` and `DeleteStream`.

use std::collections::BTreeMap;

use super::faults::{in_use, invalid, need_active};
use super::model::{Mode, Status, Stream};
use super::{consumers, life, named, shards};
use crate::ops::{Caller, Fault, Input, Reply, tags};
use crate::world::World;

/// How many shards a stream begins with that looks after itself.
const ON_DEMAND_SHARDS: u64 = 4;

/// The most shards that a request can ask for.
pub(super) const MOST_SHARDS: i64 = 10_000;

pub(super) fn create(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = input.need_text("StreamName")?.to_owned();
    named::check_name(input, "StreamName", 128)?;
    let count = input.integer_within("ShardCount", 1, MOST_SHARDS)?;
    let mode = mode(input)?.unwrap_or(Mode::Provisioned);
    for member in ["WarmThroughputMiBps", "MaxRecordSizeInKiB", "RecordDistributionStrategy"] {
        if input.has(member) {
            return Err(invalid(format!("the local cloud does not model the parameter {member}")));
        }
    }
    let count = match (mode, count.and_then(|count| u64::try_from(count).ok())) {
        (Mode::OnDemand, None) => ON_DEMAND_SHARDS,
        (Mode::Provisioned, Some(count)) => count,
        (Mode::OnDemand, Some(_)) => {
            return Err(invalid(
                "Request is invalid. ShardCount must not be specified for streams in On-Demand mode.",
            ));
        }
        (Mode::Provisioned, None) => return Err(input.missing("shardCount")),
    };
    let tags: BTreeMap<String, String> = input.text_map("Tags").unwrap_or_default();
    if let Some(reason) = tags::refusal(&tags) {
        return Err(super::faults::argument(reason));
    }
    if world.kinesis.streams.contains(&name) {
        let account = &world.settings().account;
        return Err(in_use(format!("Stream {name} under account {account} already exists.")));
    }
    let now_ms = world.now_ms();
    let mut stream = Stream {
        name: name.clone(),
        id: world.uuid(),
        created_ms: now_ms,
        status: Status::Creating,
        mode,
        shards: Vec::new(),
        next_shard: 0,
        retention_hours: 24,
        key: None,
        tags,
        pending: None,
        mode_changes: Vec::new(),
        count_changes: Vec::new(),
    };
    for bounds in shards::parts(count) {
        shards::open(&mut stream, bounds, &[], now_ms);
    }
    world.kinesis.streams.insert(name.as_str(), stream);
    life::created(world, &name);
    Ok(Reply::empty())
}

/// The mode of a request.
pub(super) fn mode(input: &Input) -> Result<Option<Mode>, Fault> {
    let Some(details) = input.get("StreamModeDetails") else { return Ok(None) };
    let details = input.part(details);
    match details.text("StreamMode") {
        Some("PROVISIONED") => Ok(Some(Mode::Provisioned)),
        Some("ON_DEMAND") => Ok(Some(Mode::OnDemand)),
        Some(other) => Err(input.invalid(
            "streamModeDetails.streamMode",
            other,
            "Member must satisfy enum value set: [PROVISIONED, ON_DEMAND]",
        )),
        None => Err(input.missing("streamModeDetails.streamMode")),
    }
}

pub(super) fn delete(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let stream = named::stream(world, input)?;
    need_active(world, &stream)?;
    let enforced = input.flag("EnforceConsumerDeletion").unwrap_or(false);
    if !enforced && consumers::any(world, &stream.name) {
        return Err(in_use(format!(
            "Stream {} under account {} has consumers registered. Deregister them or set EnforceConsumerDeletion.",
            stream.name,
            world.settings().account
        )));
    }
    if let Some(stream) = world.kinesis.streams.get_mut(&stream.name) {
        stream.status = Status::Deleting;
    }
    life::deleted(world, &stream.name);
    Ok(Reply::empty())
}

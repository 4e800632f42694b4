//! Retention, mode and encryption.

use super::faults::{argument, limit, need_active};
use super::model::Stream;
use super::{control, life, named};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

const DAY_MS: u64 = 24 * 3_600_000;

/// How often the mode can be changed in a day.
const MODE_CHANGES: usize = 2;

pub(super) fn increase_retention(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let (stream, hours) = retention(world, input)?;
    if hours < stream.retention_hours {
        return Err(argument(format!(
            "Requested retention period ({hours} hours) for stream {} can not be shorter than existing retention period \
             ({} hours). Use DecreaseRetentionPeriod API.",
            stream.name, stream.retention_hours
        )));
    }
    life::change(world, &stream, |stream| stream.retention_hours = hours)?;
    Ok(Reply::empty())
}

pub(super) fn decrease_retention(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let (stream, hours) = retention(world, input)?;
    if hours > stream.retention_hours {
        return Err(argument(format!(
            "Requested retention period ({hours} hours) for stream {} can not be longer than existing retention period \
             ({} hours). Use IncreaseRetentionPeriod API.",
            stream.name, stream.retention_hours
        )));
    }
    life::change(world, &stream, |stream| stream.retention_hours = hours)?;
    Ok(Reply::empty())
}

/// The stream, and the hours asked for, from a day to a year.
fn retention(world: &World, input: &Input) -> Result<(Stream, u64), Fault> {
    let hours = input.integer("RetentionPeriodHours")?;
    let hours = hours.ok_or_else(|| input.missing("retentionPeriodHours"))?;
    let stream = named::stream(world, input)?;
    if hours < 24 {
        return Err(argument(format!(
            "Minimum allowed retention period is 24 hours. Requested retention period ({hours} hours) is too short."
        )));
    }
    if hours > 8760 {
        return Err(argument(format!(
            "Maximum allowed retention period is 8760 hours. Requested retention period ({hours} hours) is too long."
        )));
    }
    Ok((stream, u64::try_from(hours).unwrap_or(24)))
}

pub(super) fn update_mode(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    if !input.has("StreamARN") {
        return Err(input.missing("streamARN"));
    }
    let mode = control::mode(input)?.ok_or_else(|| input.missing("streamModeDetails"))?;
    let stream = named::stream(world, input)?;
    need_active(world, &stream)?;
    let now_ms = world.now_ms();
    let lately = |at: &&u64| at.saturating_add(DAY_MS) > now_ms;
    let mut changes: Vec<u64> = stream.mode_changes.iter().filter(lately).copied().collect();
    if mode != stream.mode {
        if changes.len() >= MODE_CHANGES {
            return Err(limit(format!(
                "Stream {} exceeded its limit of {MODE_CHANGES} mode switches in a 24 hour period.",
                stream.name
            )));
        }
        changes.push(now_ms);
    }
    life::change(world, &stream, |stream| {
        stream.mode = mode;
        stream.mode_changes = changes;
    })?;
    Ok(Reply::empty())
}

pub(super) fn start_encryption(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let (stream, key) = encryption(world, input)?;
    life::change(world, &stream, |stream| stream.key = Some(key))?;
    Ok(Reply::empty())
}

pub(super) fn stop_encryption(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let (stream, _) = encryption(world, input)?;
    life::change(world, &stream, |stream| stream.key = None)?;
    Ok(Reply::empty())
}

fn encryption(world: &World, input: &Input) -> Result<(Stream, String), Fault> {
    match input.need_text("EncryptionType")? {
        "KMS" => {}
        "NONE" => return Err(argument("EncryptionType NONE is not supported by this operation.")),
        other => {
            let rule = "Member must satisfy enum value set: [NONE, KMS]";
            return Err(input.invalid("encryptionType", other, rule));
        }
    }
    let key = input.need_text("KeyId")?.to_owned();
    input.length("KeyId", 1, 2048)?;
    Ok((named::stream(world, input)?, key))
}

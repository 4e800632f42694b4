//! The versions of a customer managed policy: five at most, never renumbered.

use serde_json::json;

use super::policy::{self, Version};
use super::{document, faults, paging};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

const MOST: usize = 5;

pub(super) fn create(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let text = input.need_text("PolicyDocument")?;
    document::check_managed(text)?;
    let now_ms = world.now_ms();
    let policy = policy::find_mut(world, input)?;
    if policy.versions.len() >= MOST {
        return Err(faults::limit(
            "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing \
             version.",
        ));
    }
    let version = Version { number: policy.next, document: text.to_owned(), created_ms: now_ms };
    policy.next += 1;
    policy.updated_ms = now_ms;
    if input.flag("SetAsDefault").unwrap_or(false) {
        policy.default = version.number;
    }
    let shown = policy.shown_version(&version, false);
    policy.versions.push(version);
    Ok(json!({"PolicyVersion": shown}).into())
}

pub(super) fn get(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let id = input.need_text("VersionId")?;
    let policy = policy::find(world, input)?;
    let version = policy.version(id).ok_or_else(|| faults::no_version(&policy.arn, id))?;
    Ok(json!({"PolicyVersion": policy.shown_version(version, true)}).into())
}

pub(super) fn list(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let policy = policy::find(world, input)?;
    // Newest first; the key keeps that order.
    let versions = policy.versions.iter().rev();
    let items = versions.map(|version| {
        (format!("{:020}", u64::MAX - version.number), policy.shown_version(version, false))
    });
    paging::answer(world, input, "Versions", items)
}

pub(super) fn delete(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let id = input.need_text("VersionId")?;
    let policy = policy::find_mut(world, input)?;
    let number = policy.version(id).ok_or_else(|| faults::no_version(&policy.arn, id))?.number;
    if number == policy.default {
        return Err(faults::conflict("Cannot delete the default version of a policy."));
    }
    policy.versions.retain(|version| version.number != number);
    Ok(Reply::empty())
}

pub(super) fn set_default(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let id = input.need_text("VersionId")?;
    let now_ms = world.now_ms();
    let policy = policy::find_mut(world, input)?;
    let number = policy.version(id).ok_or_else(|| faults::no_version(&policy.arn, id))?.number;
    policy.default = number;
    policy.updated_ms = now_ms;
    Ok(Reply::empty())
}

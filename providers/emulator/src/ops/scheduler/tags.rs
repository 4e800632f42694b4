//! Tags of groups, by the Scheduler's own operations and by the tagging API. Schedules have none.

use serde_json::json;

use super::{faults, group_arn, groups};
use crate::ops::service::{TagEdit, TagMap};
use crate::ops::{Caller, Fault, Input, Reply, tags};
use crate::world::World;

/// The tags of a request, checked.
pub(super) fn read(input: &Input) -> Result<TagMap, Fault> {
    let given = input.tag_list("Tags");
    tags::refusal(&given).map_or(Ok(given), |reason| Err(faults::invalid(reason)))
}

pub(super) fn tag(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let group = named(world, input)?;
    apply(world, &group, &TagEdit::Put(read(input)?))
}

pub(super) fn untag(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let group = named(world, input)?;
    apply(world, &group, &TagEdit::Remove(input.texts("TagKeys")))
}

pub(super) fn list(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = named(world, input)?;
    let group = groups::find(world, &name).ok_or_else(|| faults::no_group(&name))?;
    Ok(json!({"Tags": tags::list(&group.tags)}).into())
}

/// The group of the request's ARN.
fn named(world: &World, input: &Input) -> Result<String, Fault> {
    let arn = input.need_text("ResourceArn")?;
    let Some((_, name)) = arn.split_once(":schedule-group/") else {
        let text = "Member must satisfy regular expression pattern: \
                    ^arn:aws(-[a-z]+)?:scheduler:[a-z0-9\\-]+:\\d{12}:schedule-group\\/[0-9a-zA-Z-_.]+$";
        return Err(input.invalid("ResourceArn", arn, text));
    };
    match groups::find(world, name).filter(|_| group_arn(world, name) == arn) {
        Some(group) => Ok(group.name),
        None => Err(faults::no_group(name)),
    }
}

fn apply(world: &mut World, name: &str, edit: &TagEdit) -> Result<Reply, Fault> {
    let mut group = groups::find(world, name).ok_or_else(|| faults::no_group(name))?;
    tags::apply(&mut group.tags, edit);
    if let (TagEdit::Put(_), Some(reason)) = (edit, tags::refusal(&group.tags)) {
        return Err(faults::invalid(reason));
    }
    world.scheduler.groups.insert(name, group);
    Ok(Reply::empty())
}

/// Every group, for the tagging API.
pub(super) fn taggable(world: &World) -> Vec<(String, TagMap)> {
    let groups = world.scheduler.groups.values();
    groups.map(|group| (group_arn(world, &group.name), group.tags.clone())).collect()
}

/// An edit by the tagging API.
pub(super) fn edit(world: &mut World, arn: &str, edit: &TagEdit) -> Result<bool, Fault> {
    let name = arn.split_once(":schedule-group/").map_or("", |(_, name)| name).to_owned();
    if world.scheduler.groups.contains(&name) && group_arn(world, &name) == arn {
        apply(world, &name, edit).map(|_| true)
    } else {
        Ok(false)
    }
}

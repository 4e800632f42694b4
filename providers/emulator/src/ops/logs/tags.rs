//! Tags of log groups, by ARN and by name.

use serde_json::json;

use super::model::{arn, group_of, named, no_group, refuse};
use crate::ops::service::{TagEdit, TagMap, Taggable};
use crate::ops::{Caller, Fault, Input, Reply, tags};
use crate::world::World;

pub(super) const TAGGABLE: Taggable = Taggable { list, edit };

pub(super) fn tag_resource(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = by_arn(world, input)?;
    put(world, &name, input)
}

pub(super) fn untag_resource(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = by_arn(world, input)?;
    change(world, &name, &TagEdit::Remove(input.texts("tagKeys")))
}

pub(super) fn list_tags_for_resource(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let name = by_arn(world, input)?;
    shown(world, &name)
}

pub(super) fn tag_log_group(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = group_of(world, input)?;
    put(world, &name, input)
}

pub(super) fn untag_log_group(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let name = group_of(world, input)?;
    change(world, &name, &TagEdit::Remove(input.texts("tags")))
}

pub(super) fn list_tags_log_group(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let name = group_of(world, input)?;
    shown(world, &name)
}

fn by_arn(world: &World, input: &Input) -> Result<String, Fault> {
    let name = named(input.need_text("resourceArn")?);
    if world.logs.groups.contains(&name) { Ok(name) } else { Err(no_group()) }
}

fn put(world: &mut World, name: &str, input: &Input) -> Result<Reply, Fault> {
    let more = input.text_map("tags").ok_or_else(|| input.missing("tags"))?;
    change(world, name, &TagEdit::Put(more))
}

fn shown(world: &World, name: &str) -> Result<Reply, Fault> {
    let group = world.logs.groups.get(name).ok_or_else(no_group)?;
    Ok(Reply::from(json!({ "tags": group.tags })))
}

fn change(world: &mut World, name: &str, edit: &TagEdit) -> Result<Reply, Fault> {
    let mut changed = world.logs.groups.get(name).ok_or_else(no_group)?.tags.clone();
    tags::apply(&mut changed, edit);
    if changed.len() > 50 {
        return Err(refuse("TooManyTagsException", "A log group can have at most 50 tags."));
    }
    if let Some(text) = tags::refusal(&changed) {
        return Err(refuse("InvalidParameterException", &text));
    }
    if let Some(group) = world.logs.groups.get_mut(name) {
        group.tags = changed;
    }
    Ok(Reply::empty())
}

fn list(world: &World) -> Vec<(String, TagMap)> {
    world.logs.groups.iter().map(|(name, group)| (arn(world, name), group.tags.clone())).collect()
}

fn edit(world: &mut World, id: &str, edit: &TagEdit) -> Result<bool, Fault> {
    if !id.contains(":log-group:") {
        return Ok(false);
    }
    change(world, &named(id), edit).map(|_| true)
}

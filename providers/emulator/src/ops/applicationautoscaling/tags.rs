//! Tags of scalable targets, by their ARN.

use serde_json::json;

use super::faults::{invalid, no_resource, refuse};
use super::targets;
use crate::ops::service::{TagEdit, TagMap, Taggable};
use crate::ops::{Caller, Fault, Input, Reply, tags};
use crate::world::World;

pub(super) const TAGGABLE: Taggable = Taggable { list, edit };

pub(super) fn tag_resource(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let more = input.text_map("Tags").ok_or_else(|| input.missing("Tags"))?;
    change(world, input.need_text("ResourceARN")?, &TagEdit::Put(more))?;
    Ok(Reply::empty())
}

pub(super) fn untag_resource(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    if !input.has("TagKeys") {
        return Err(input.missing("TagKeys"));
    }
    let keys = TagEdit::Remove(input.texts("TagKeys"));
    change(world, input.need_text("ResourceARN")?, &keys)?;
    Ok(Reply::empty())
}

pub(super) fn list_tags_for_resource(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let arn = input.need_text("ResourceARN")?;
    let key = find(world, arn).ok_or_else(|| no_resource(arn))?;
    let target = world.applicationautoscaling.targets.get(&key);
    Ok(Reply::from(json!({ "Tags": target.map(|target| &target.tags) })))
}

/// The row of the target of an ARN.
fn find(world: &World, arn: &str) -> Option<String> {
    let mut rows = world.applicationautoscaling.targets.iter();
    rows.find(|(_, target)| targets::arn(world, target) == arn).map(|(key, _)| key.to_owned())
}

fn change(world: &mut World, arn: &str, edit: &TagEdit) -> Result<(), Fault> {
    let key = find(world, arn).ok_or_else(|| no_resource(arn))?;
    let Some(target) = world.applicationautoscaling.targets.get_mut(&key) else { return Ok(()) };
    let mut changed = target.tags.clone();
    tags::apply(&mut changed, edit);
    if changed.len() > 50 {
        let text = "The number of tags on the resource exceeds the limit of 50";
        return Err(refuse("TooManyTagsException", text).with("ResourceName", arn));
    }
    if let Some(text) = tags::refusal(&changed) {
        return Err(invalid(text));
    }
    target.tags = changed;
    Ok(())
}

fn list(world: &World) -> Vec<(String, TagMap)> {
    let rows = world.applicationautoscaling.targets.values();
    rows.map(|target| (targets::arn(world, target), target.tags.clone())).collect()
}

fn edit(world: &mut World, arn: &str, edit: &TagEdit) -> Result<bool, Fault> {
    if find(world, arn).is_none() {
        return Ok(false);
    }
    change(world, arn, edit).map(|()| true)
}

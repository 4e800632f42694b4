//! An alarm's tags, by CloudWatch's own operations and by the tagging API.

use serde_json::json;

use super::{arn, arn_start};
use crate::ops::cloudwatch::model::invalid;
use crate::ops::service::{TagEdit, TagMap};
use crate::ops::{Caller, Fault, Input, Reply, tags};
use crate::world::World;

/// The tags of a request, or why they are refused.
pub(super) fn read(input: &Input) -> Result<TagMap, String> {
    let given = input.tag_list("Tags");
    if given.len() < input.list("Tags").len() {
        return Err("Tag keys must be unique".to_owned());
    }
    tags::refusal(&given).map_or(Ok(given), Err)
}

pub(in super::super) fn tag(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = named(world, input)?;
    if !input.has("Tags") {
        return Err(input.missing("Tags"));
    }
    apply(world, &name, &TagEdit::Put(read(input).map_err(invalid)?))
}

pub(in super::super) fn untag(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let name = named(world, input)?;
    if !input.has("TagKeys") {
        return Err(input.missing("TagKeys"));
    }
    let keys = input.texts("TagKeys");
    if let Some(key) = keys.iter().find(|key| !(1..=128).contains(&key.chars().count())) {
        return Err(invalid(format!("Tag key `{key}` must have 1 to 128 characters")));
    }
    apply(world, &name, &TagEdit::Remove(keys))
}

pub(in super::super) fn list(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = named(world, input)?;
    let alarm = world.cloudwatch.alarms.get(&name).ok_or_else(|| missing(&name))?;
    Ok(json!({"Tags": tags::list(&alarm.tags)}).into())
}

/// The alarm of the request's ARN, which exists.
fn named(world: &World, input: &Input) -> Result<String, Fault> {
    let resource = input.need_text("ResourceARN")?;
    input.length("ResourceARN", 1, 1_024)?;
    if !resource.starts_with("arn:") {
        return Err(invalid("The parameter ResourceARN must be an ARN."));
    }
    let name = resource.strip_prefix(&arn_start(world)).unwrap_or_default();
    if world.cloudwatch.alarms.contains(name) {
        Ok(name.to_owned())
    } else {
        Err(missing(resource))
    }
}

fn missing(resource: &str) -> Fault {
    Fault::sender(404, "ResourceNotFoundException", "Unknown")
        .with("ResourceType", "alarm")
        .with("ResourceId", resource)
}

fn apply(world: &mut World, name: &str, edit: &TagEdit) -> Result<Reply, Fault> {
    let Some(alarm) = world.cloudwatch.alarms.get(name) else { return Err(missing(name)) };
    let mut edited = alarm.tags.clone();
    tags::apply(&mut edited, edit);
    if let (TagEdit::Put(_), Some(reason)) = (edit, tags::refusal(&edited)) {
        return Err(invalid(reason));
    }
    if let Some(alarm) = world.cloudwatch.alarms.get_mut(name) {
        alarm.tags = edited;
    }
    Ok(Reply::empty())
}

/// Every alarm, for the tagging API.
pub(in super::super) fn taggable(world: &World) -> Vec<(String, TagMap)> {
    let alarms = world.cloudwatch.alarms.values();
    alarms.map(|alarm| (arn(world, &alarm.name), alarm.tags.clone())).collect()
}

/// An edit by the tagging API.
pub(in super::super) fn edit(
    world: &mut World,
    resource: &str,
    edit: &TagEdit,
) -> Result<bool, Fault> {
    let name = resource.strip_prefix(&arn_start(world)).unwrap_or_default().to_owned();
    if !world.cloudwatch.alarms.contains(&name) {
        return Ok(false);
    }
    apply(world, &name, edit).map(|_| true)
}

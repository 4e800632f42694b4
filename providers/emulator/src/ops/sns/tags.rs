//! A topic's tags, by SNS's own operations and by the tagging API.

use serde_json::json;

use super::{arn, arns, faults};
use crate::ops::service::{TagEdit, TagMap};
use crate::ops::{Caller, Fault, Input, Reply, tags};
use crate::world::World;

/// The tags of a request, checked.
pub(super) fn read(input: &Input) -> Result<TagMap, Fault> {
    let given = input.tag_list("Tags");
    if given.len() < input.list("Tags").len() {
        return Err(faults::invalid("Duplicated keys are not allowed."));
    }
    check(&given).map(|()| given)
}

fn check(tags: &TagMap) -> Result<(), Fault> {
    if tags.len() > 50 {
        let text = "Could not complete request: tag quota of per resource exceeded";
        return Err(faults::refused("TagLimitExceeded", text));
    }
    tags::refusal(tags)
        .map_or(Ok(()), |reason| Err(faults::invalid(format!("Tags Reason: {reason}"))))
}

pub(super) fn tag(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = named(world, input)?;
    apply(world, &name, &TagEdit::Put(read(input)?))
}

pub(super) fn untag(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = named(world, input)?;
    apply(world, &name, &TagEdit::Remove(input.texts("TagKeys")))
}

pub(super) fn list(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = named(world, input)?;
    let topic = world.sns.topics.get(&name).ok_or_else(faults::no_resource)?;
    Ok(json!({"Tags": tags::list(&topic.tags)}).into())
}

fn named(world: &World, input: &Input) -> Result<String, Fault> {
    let name = arns::name(world, input, "ResourceArn")?;
    if world.sns.topics.contains(&name) { Ok(name) } else { Err(faults::no_resource()) }
}

fn apply(world: &mut World, name: &str, edit: &TagEdit) -> Result<Reply, Fault> {
    let mut edited = world.sns.topics.get(name).ok_or_else(faults::no_resource)?.tags.clone();
    tags::apply(&mut edited, edit);
    if let TagEdit::Put(_) = edit {
        check(&edited)?;
    }
    if let Some(topic) = world.sns.topics.get_mut(name) {
        topic.tags = edited;
    }
    Ok(Reply::empty())
}

/// Every topic, for the tagging API.
pub(super) fn taggable(world: &World) -> Vec<(String, TagMap)> {
    world.sns.topics.values().map(|topic| (arn(world, &topic.name), topic.tags.clone())).collect()
}

/// An edit by the tagging API.
pub(super) fn edit(world: &mut World, topic_arn: &str, edit: &TagEdit) -> Result<bool, Fault> {
    let name = topic_arn.rsplit(':').next().unwrap_or_default().to_owned();
    if !world.sns.topics.contains(&name) || arn(world, &name) != topic_arn {
        return Ok(false);
    }
    apply(world, &name, edit).map(|_| true)
}

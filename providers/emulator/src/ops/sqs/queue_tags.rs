//! A queue's tags, by its own operations and by the tagging API.

use serde_json::json;

use super::{arn, by_arn, faults, named, queue};
use crate::ops::service::{TagEdit, TagMap};
use crate::ops::{Caller, Fault, Input, Reply, tags};
use crate::world::World;

pub(super) fn tag(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = named(world, input)?;
    let more = input.text_map("Tags").ok_or_else(|| faults::missing("Tags"))?;
    apply(world, &name, &TagEdit::Put(more))?;
    Ok(Reply::empty())
}

pub(super) fn untag(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = named(world, input)?;
    apply(world, &name, &TagEdit::Remove(input.texts("TagKeys")))?;
    Ok(Reply::empty())
}

pub(super) fn list(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = named(world, input)?;
    let queue = queue(world, &name)?;
    Ok(if queue.tags.is_empty() { Reply::empty() } else { json!({"Tags": queue.tags}).into() })
}

fn apply(world: &mut World, name: &str, edit: &TagEdit) -> Result<(), Fault> {
    let mut edited = queue(world, name)?.tags.clone();
    tags::apply(&mut edited, edit);
    if let (TagEdit::Put(_), Some(reason)) = (edit, tags::refusal(&edited)) {
        return Err(faults::bad_parameter(reason));
    }
    if let Some(queue) = world.sqs.queues.get_mut(name) {
        queue.tags = edited;
    }
    Ok(())
}

/// Every queue, for the tagging API.
pub(super) fn taggable(world: &World) -> Vec<(String, TagMap)> {
    world.sqs.queues.values().map(|queue| (arn(world, &queue.name), queue.tags.clone())).collect()
}

/// An edit by the tagging API.
pub(super) fn edit(world: &mut World, queue_arn: &str, edit: &TagEdit) -> Result<bool, Fault> {
    match by_arn(world, queue_arn) {
        Some(name) => apply(world, name, edit).map(|()| true),
        None => Ok(false),
    }
}

//! A stream's tags, by its own operations, by the newer ones, and by the tagging API.

use serde_json::json;

use super::faults::{argument, no_stream};
use super::model::{arn, by_arn};
use super::named;
use crate::ops::service::{TagEdit, TagMap};
use crate::ops::{Caller, Fault, Input, Reply, tags};
use crate::world::World;

pub(super) fn add(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let more = given(input)?;
    let name = named::stream(world, input)?.name;
    apply(world, &name, &TagEdit::Put(more))?;
    Ok(Reply::empty())
}

pub(super) fn remove(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let keys = keys(input)?;
    let name = named::stream(world, input)?.name;
    apply(world, &name, &TagEdit::Remove(keys))?;
    Ok(Reply::empty())
}

pub(super) fn list(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let limit = input.integer_within("Limit", 1, 50)?.unwrap_or(50);
    let stream = named::stream(world, input)?;
    let after = input.text("ExclusiveStartTagKey");
    let limit = usize::try_from(limit).unwrap_or(50);
    let rest: TagMap = stream
        .tags
        .into_iter()
        .filter(|(key, _)| after.is_none_or(|after| key.as_str() > after))
        .collect();
    let more = rest.len() > limit;
    let mut shown = tags::list(&rest);
    shown.truncate(limit);
    Ok(json!({"Tags": shown, "HasMoreTags": more}).into())
}

pub(super) fn tag_resource(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let more = given(input)?;
    let name = resource(world, input)?;
    apply(world, &name, &TagEdit::Put(more))?;
    Ok(Reply::empty())
}

pub(super) fn untag_resource(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let keys = keys(input)?;
    let name = resource(world, input)?;
    apply(world, &name, &TagEdit::Remove(keys))?;
    Ok(Reply::empty())
}

pub(super) fn list_resource(
    world: &mut World,
    _caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let name = resource(world, input)?;
    let stream = world.kinesis.streams.get(&name).ok_or_else(|| no_stream(world, &name))?;
    Ok(json!({"Tags": tags::list(&stream.tags)}).into())
}

/// The stream of a `ResourceARN`.
fn resource(world: &World, input: &Input) -> Result<String, Fault> {
    let given = input.need_text("ResourceARN")?;
    let name = named::of_arn(world, given)?;
    if world.kinesis.streams.contains(&name) { Ok(name) } else { Err(no_stream(world, &name)) }
}

fn given(input: &Input) -> Result<TagMap, Fault> {
    let tags = input.text_map("Tags").ok_or_else(|| input.missing("tags"))?;
    if tags.is_empty() {
        let rule = "Member must have length greater than or equal to 1";
        return Err(input.invalid("tags", "{}", rule));
    }
    Ok(tags)
}

fn keys(input: &Input) -> Result<Vec<String>, Fault> {
    let keys = input.texts("TagKeys");
    let rule = match keys.len() {
        0 if !input.has("TagKeys") => return Err(input.missing("tagKeys")),
        0 => "Member must have length greater than or equal to 1",
        1..=50 => return Ok(keys),
        _ => "Member must have length less than or equal to 50",
    };
    Err(input.invalid("tagKeys", &format!("[{}]", keys.join(", ")), rule))
}

fn apply(world: &mut World, name: &str, edit: &TagEdit) -> Result<(), Fault> {
    let Some(stream) = world.kinesis.streams.get(name) else { return Ok(()) };
    let mut edited = stream.tags.clone();
    tags::apply(&mut edited, edit);
    if let (TagEdit::Put(_), Some(reason)) = (edit, tags::refusal(&edited)) {
        return Err(argument(reason));
    }
    if let Some(stream) = world.kinesis.streams.get_mut(name) {
        stream.tags = edited;
    }
    Ok(())
}

/// Every stream, for the tagging API.
pub(super) fn taggable(world: &World) -> Vec<(String, TagMap)> {
    let streams = world.kinesis.streams.values();
    streams.map(|stream| (arn(world, &stream.name), stream.tags.clone())).collect()
}

/// An edit by the tagging API.
pub(super) fn edit(world: &mut World, stream_arn: &str, edit: &TagEdit) -> Result<bool, Fault> {
    match by_arn(world, stream_arn).map(str::to_owned) {
        Some(name) => apply(world, &name, edit).map(|()| true),
        None => Ok(false),
    }
}

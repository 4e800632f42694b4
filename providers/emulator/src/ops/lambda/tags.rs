//! A function's tags, here and in the tagging API.

use serde_json::json;

use super::faults::invalid;
use super::reference;
use crate::ops::service::{TagEdit, TagMap, Taggable};
use crate::ops::{Caller, Fault, Input, Reply, tags};
use crate::world::World;

pub(super) const TAGGABLE: Taggable = Taggable { list, edit };

pub(super) fn tag_resource(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = named(world, input)?;
    let more = input.text_map("Tags").ok_or_else(|| input.missing("Tags"))?;
    change(world, &name, &TagEdit::Put(more))
}

pub(super) fn untag_resource(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = named(world, input)?;
    let keys = input.texts("TagKeys");
    if keys.is_empty() {
        return Err(input.missing("TagKeys"));
    }
    change(world, &name, &TagEdit::Remove(keys))
}

pub(super) fn list_tags(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = named(world, input)?;
    let tags = world.lambda.functions.get(&name).map(|function| &function.tags);
    Ok(Reply::from(json!({ "Tags": tags })))
}

fn named(world: &World, input: &Input) -> Result<String, Fault> {
    let reference = reference::parse(world, input.need_text("Resource")?)?;
    if reference.qualifier.is_some() {
        return Err(invalid(
            "Tags on function aliases and versions are not supported. Please specify a function ARN.",
        ));
    }
    reference::need(world, &reference.name)?;
    Ok(reference.name)
}

fn change(world: &mut World, name: &str, edit: &TagEdit) -> Result<Reply, Fault> {
    let Some(function) = world.lambda.functions.get(name) else {
        return reference::need(world, name).map(|()| Reply::empty());
    };
    let mut changed = function.tags.clone();
    tags::apply(&mut changed, edit);
    if changed.len() > 50 {
        return Err(invalid("Number of tags exceeds resource tag limit"));
    }
    if let Some(text) = tags::refusal(&changed) {
        return Err(invalid(text));
    }
    if let Some(function) = world.lambda.functions.get_mut(name) {
        function.tags = changed;
    }
    Ok(Reply::empty())
}

fn list(world: &World) -> Vec<(String, TagMap)> {
    let rows = world.lambda.functions.values();
    rows.map(|function| (reference::arn(world, &function.name, None), function.tags.clone()))
        .collect()
}

fn edit(world: &mut World, arn: &str, edit: &TagEdit) -> Result<bool, Fault> {
    if !arn.contains(":lambda:") || !arn.contains(":function:") {
        return Ok(false);
    }
    let reference = reference::parse(world, arn)?;
    reference::need(world, &reference.name)?;
    change(world, &reference.name, edit).map(|_| true)
}

//! A parameter's tags, by its own operations and by the tagging API.

use serde_json::json;

use super::faults::{invalid, no_resource, no_resource_type};
use super::model::{arn, by_arn};
use crate::ops::service::{TagEdit, TagMap};
use crate::ops::{Caller, Fault, Input, Reply, tags};
use crate::world::World;

const TYPES: &[&str] = &[
    "Document",
    "ManagedInstance",
    "MaintenanceWindow",
    "Parameter",
    "PatchBaseline",
    "OpsItem",
    "OpsMetadata",
    "Automation",
    "Association",
];

pub(super) fn add(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = resource(world, input)?;
    if !input.has("Tags") {
        return Err(input.missing("tags"));
    }
    apply(world, &name, &TagEdit::Put(input.tag_list("Tags"))).map(|()| Reply::empty())
}

pub(super) fn remove(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = resource(world, input)?;
    if !input.has("TagKeys") {
        return Err(input.missing("tagKeys"));
    }
    apply(world, &name, &TagEdit::Remove(input.texts("TagKeys"))).map(|()| Reply::empty())
}

pub(super) fn list(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = resource(world, input)?;
    let parameter = world.ssm.parameters.get(&name).ok_or_else(no_resource)?;
    Ok(json!({"TagList": tags::list(&parameter.tags)}).into())
}

/// The parameter that a request names; nothing else of Systems Manager is here.
fn resource(world: &World, input: &Input) -> Result<String, Fault> {
    let of = input.one_of("ResourceType", TYPES)?.ok_or_else(|| input.missing("resourceType"))?;
    let name = input.need_text("ResourceId")?;
    if of != "Parameter" {
        return Err(no_resource_type());
    }
    let is_there = world.ssm.parameters.contains(name);
    if is_there { Ok(name.to_owned()) } else { Err(no_resource()) }
}

fn apply(world: &mut World, name: &str, edit: &TagEdit) -> Result<(), Fault> {
    let Some(parameter) = world.ssm.parameters.get(name) else { return Ok(()) };
    let mut edited = parameter.tags.clone();
    tags::apply(&mut edited, edit);
    if let (TagEdit::Put(_), Some(reason)) = (edit, tags::refusal(&edited)) {
        return Err(invalid(reason));
    }
    if let Some(parameter) = world.ssm.parameters.get_mut(name) {
        parameter.tags = edited;
    }
    Ok(())
}

/// Every parameter, for the tagging API.
pub(super) fn taggable(world: &World) -> Vec<(String, TagMap)> {
    let all = world.ssm.parameters.values();
    all.map(|one| (arn(world, &one.name), one.tags.clone())).collect()
}

/// An edit by the tagging API.
pub(super) fn edit(world: &mut World, given: &str, edit: &TagEdit) -> Result<bool, Fault> {
    match by_arn(world, given) {
        Some(name) => apply(world, &name, edit).map(|()| true),
        None => Ok(false),
    }
}

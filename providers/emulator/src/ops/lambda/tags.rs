//! The tags of functions and event source mappings, here and in the tagging API.

use serde_json::json;

use super::faults::invalid;
use super::{mappings, reference};
use crate::ops::service::{TagEdit, TagMap, Taggable};
use crate::ops::{Caller, Fault, Input, Reply, tags};
use crate::world::World;

pub(super) const TAGGABLE: Taggable = Taggable { list, edit };

pub(super) fn tag_resource(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let arn = resource(input)?;
    let more = input.text_map("Tags").ok_or_else(|| input.missing("Tags"))?;
    change(world, arn, &TagEdit::Put(more))
}

pub(super) fn untag_resource(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let arn = resource(input)?;
    let keys = input.texts("TagKeys");
    if keys.is_empty() {
        return Err(input.missing("TagKeys"));
    }
    change(world, arn, &TagEdit::Remove(keys))
}

pub(super) fn list_tags(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let arn = resource(input)?;
    if let Some(uuid) = mappings::tagged(world, arn) {
        let tags = mappings::tags_of(world, uuid)?;
        return Ok(Reply::from(json!({ "Tags": tags })));
    }
    let name = named(world, arn)?;
    let tags = world.lambda.functions.get(&name).map(|function| &function.tags);
    Ok(Reply::from(json!({ "Tags": tags })))
}

/// The ARN of a call; whose it is shows later.
fn resource(input: &Input) -> Result<&str, Fault> {
    let arn = input.need_text("Resource")?;
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    if let ["arn", _, "lambda", _, _, _] = parts.as_slice() {
        return Ok(arn);
    }
    let rule = "Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*):lambda:.+";
    Err(input.invalid("Resource", arn, rule))
}

fn named(world: &World, arn: &str) -> Result<String, Fault> {
    let reference = reference::parse(world, arn)?;
    if reference.qualifier.is_some() {
        return Err(invalid(
            "Tags on function aliases and versions are not supported. Please specify a function ARN.",
        ));
    }
    reference::need(world, &reference.name)?;
    Ok(reference.name)
}

fn change(world: &mut World, arn: &str, edit: &TagEdit) -> Result<Reply, Fault> {
    if let Some(uuid) = mappings::tagged(world, arn) {
        let changed = changed(&mappings::tags_of(world, uuid)?, edit)?;
        mappings::set_tags(world, uuid, changed);
        return Ok(Reply::empty());
    }
    let name = named(world, arn)?;
    let Some(function) = world.lambda.functions.get_mut(&name) else {
        return reference::need(world, &name).map(|()| Reply::empty());
    };
    function.tags = changed(&function.tags, edit)?;
    Ok(Reply::empty())
}

/// The tags after an edit, if AWS takes them.
fn changed(present: &TagMap, edit: &TagEdit) -> Result<TagMap, Fault> {
    let mut changed = present.clone();
    tags::apply(&mut changed, edit);
    if changed.len() > 50 {
        return Err(invalid("Number of tags exceeds resource tag limit"));
    }
    match tags::refusal(&changed) {
        Some(text) => Err(invalid(text)),
        None => Ok(changed),
    }
}

fn list(world: &World) -> Vec<(String, TagMap)> {
    let rows = world.lambda.functions.values();
    let functions =
        rows.map(|function| (reference::arn(world, &function.name, None), function.tags.clone()));
    functions.chain(mappings::list_tags(world)).collect()
}

fn edit(world: &mut World, arn: &str, edit: &TagEdit) -> Result<bool, Fault> {
    let ours = [":function:", ":event-source-mapping:"];
    if !arn.contains(":lambda:") || !ours.iter().any(|kind| arn.contains(kind)) {
        return Ok(false);
    }
    change(world, arn, edit).map(|_| true)
}

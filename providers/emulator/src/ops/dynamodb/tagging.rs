//! A table's tags, by its own operations and by the tagging API.

use serde_json::json;

use super::faults::{invalid, not_found};
use super::model::{arn, by_arn};
use crate::ops::page::page;
use crate::ops::service::{TagEdit, TagMap};
use crate::ops::{Caller, Fault, Input, Reply, tags};
use crate::world::World;

/// How many tags a page holds.
const PAGE: usize = 10;

pub(super) fn tag(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = named(world, input)?;
    if !input.has("Tags") {
        return Err(super::check::constraint("tags", None, "Member must not be null"));
    }
    apply(world, &name, &TagEdit::Put(input.tag_list("Tags")))?;
    Ok(Reply::empty())
}

pub(super) fn untag(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = named(world, input)?;
    if !input.has("TagKeys") {
        return Err(super::check::constraint("tagKeys", None, "Member must not be null"));
    }
    apply(world, &name, &TagEdit::Remove(input.texts("TagKeys")))?;
    Ok(Reply::empty())
}

pub(super) fn list(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = named(world, input)?;
    let tags = world.dynamodb.tables.get(&name).map(|table| table.tags.clone()).unwrap_or_default();
    let rows = tags.iter().map(|(key, value)| (key.clone(), json!({"Key": key, "Value": value})));
    let page = page(world, rows, input.text("NextToken"), PAGE)
        .map_err(|_| invalid("The NextToken is invalid"))?;
    let mut body = json!({"Tags": page.items});
    if let (Some(next), Some(members)) = (page.next, body.as_object_mut()) {
        members.insert("NextToken".to_owned(), next.into());
    }
    Ok(body.into())
}

/// The table of a `ResourceArn`.
fn named(world: &World, input: &Input) -> Result<String, Fault> {
    let Some(given) = super::check::text(input, "ResourceArn")? else {
        return Err(super::check::constraint("resourceArn", None, "Member must not be null"));
    };
    if !given.starts_with("arn:") || !given.contains(":table/") {
        return Err(invalid("Invalid TableArn"));
    }
    // AWS writes it like this.
    let missing =
        || not_found(format!("Requested resource not found: ResourcArn: {given} not found"));
    by_arn(world, given).map(str::to_owned).ok_or_else(missing)
}

fn apply(world: &mut World, name: &str, edit: &TagEdit) -> Result<(), Fault> {
    let Some(table) = world.dynamodb.tables.get(name) else { return Ok(()) };
    let mut edited = table.tags.clone();
    tags::apply(&mut edited, edit);
    if let (TagEdit::Put(_), Some(reason)) = (edit, tags::refusal(&edited)) {
        return Err(invalid(reason));
    }
    if let Some(table) = world.dynamodb.tables.get_mut(name) {
        table.tags = edited;
    }
    Ok(())
}

/// Every table, for the tagging API.
pub(super) fn taggable(world: &World) -> Vec<(String, TagMap)> {
    let tables = world.dynamodb.tables.values();
    tables.map(|table| (arn(world, &table.name), table.tags.clone())).collect()
}

/// An edit by the tagging API.
pub(super) fn edit(world: &mut World, table_arn: &str, edit: &TagEdit) -> Result<bool, Fault> {
    match by_arn(world, table_arn).map(str::to_owned) {
        Some(name) => apply(world, &name, edit).map(|()| true),
        None => Ok(false),
    }
}

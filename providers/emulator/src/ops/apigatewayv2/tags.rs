//! Tags of APIs and stages, here and in the tagging API.

use serde_json::json;

use super::model::{Row, bad, not_found};
use crate::ops::service::{TagEdit, TagMap, Taggable};
use crate::ops::{Caller, Fault, Input, Reply, tags};
use crate::world::World;
use crate::world::table::Table;

pub(super) const TAGGABLE: Taggable = Taggable { list, edit };

/// The tags of a create call.
pub(super) fn given(input: &Input) -> Result<TagMap, Fault> {
    let tags = input.text_map("tags").unwrap_or_default();
    match tags::refusal(&tags) {
        Some(text) => Err(bad(&text)),
        None => Ok(tags),
    }
}

pub(super) fn get_tags(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let arn = input.need_text("resourceArn")?;
    let (table, key) =
        place(world, arn).ok_or_else(|| not_found("Invalid Resource Arn specified", arn))?;
    let tags = table
        .get(&key)
        .map(tags_of)
        .ok_or_else(|| not_found("Invalid Resource Arn specified", arn))?;
    Ok(Reply::from(json!({ "tags": tags })))
}

pub(super) fn tag_resource(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let arn = input.need_text("resourceArn")?.to_owned();
    change(world, &arn, &TagEdit::Put(input.text_map("tags").unwrap_or_default()))
}

pub(super) fn untag_resource(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let arn = input.need_text("resourceArn")?.to_owned();
    change(world, &arn, &TagEdit::Remove(input.texts("tagKeys")))
}

fn tags_of(row: &Row) -> TagMap {
    let tags = row.0.get("tags").and_then(serde_json::Value::as_object);
    let pairs = tags.into_iter().flatten();
    pairs.map(|(key, value)| (key.clone(), value.as_str().unwrap_or_default().to_owned())).collect()
}

/// The table and row of `arn:aws:apigateway:REGION::/apis/ID` or `../apis/ID/stages/NAME`.
fn place<'a>(world: &'a World, arn: &str) -> Option<(&'a Table<Row>, String)> {
    let (_, path) = arn.strip_prefix("arn:aws:apigateway:")?.split_once("::/apis/")?;
    match path.split('/').collect::<Vec<_>>().as_slice() {
        [api] => Some((&world.apigatewayv2.apis, (*api).to_owned())),
        [api, "stages", stage] => Some((&world.apigatewayv2.stages, format!("{api}/{stage}"))),
        _ => None,
    }
}

fn change(world: &mut World, arn: &str, edit: &TagEdit) -> Result<Reply, Fault> {
    let missing = || not_found("Invalid Resource Arn specified", arn);
    let (table, key) = place(world, arn).ok_or_else(missing)?;
    let mut changed = tags_of(table.get(&key).ok_or_else(missing)?);
    tags::apply(&mut changed, edit);
    if let Some(text) = tags::refusal(&changed) {
        return Err(bad(&text));
    }
    let stage = key.contains('/');
    let table = if stage { &mut world.apigatewayv2.stages } else { &mut world.apigatewayv2.apis };
    if let Some(row) = table.get_mut(&key) {
        row.set("tags", json!(changed));
    }
    Ok(Reply::empty())
}

fn list(world: &World) -> Vec<(String, TagMap)> {
    let region = &world.settings().region;
    let apis = world.apigatewayv2.apis.iter();
    let apis =
        apis.map(|(id, row)| (format!("arn:aws:apigateway:{region}::/apis/{id}"), tags_of(row)));
    let stages = world.apigatewayv2.stages.iter().filter_map(|(key, row)| {
        let (api, stage) = key.split_once('/')?;
        Some((format!("arn:aws:apigateway:{region}::/apis/{api}/stages/{stage}"), tags_of(row)))
    });
    apis.chain(stages).collect()
}

fn edit(world: &mut World, arn: &str, edit: &TagEdit) -> Result<bool, Fault> {
    if place(world, arn).is_none() {
        return Ok(false);
    }
    change(world, arn, edit).map(|_| true)
}

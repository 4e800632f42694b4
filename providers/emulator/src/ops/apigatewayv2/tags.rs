//! Tags of APIs, stages, domain names and VPC links, here and in the tagging API.

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
    let missing = || not_found("Invalid Resource Arn specified", arn);
    let place = Place::of(arn).ok_or_else(missing)?;
    let tags = place.table(world).get(place.key()).map(tags_of).ok_or_else(missing)?;
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

/// What an ARN such as `arn:aws:apigateway:REGION::/apis/ID` names.
enum Place {
    Api(String),
    Stage(String),
    Domain(String),
    Link(String),
}

impl Place {
    fn of(arn: &str) -> Option<Place> {
        let (_, path) = arn.strip_prefix("arn:aws:apigateway:")?.split_once("::/")?;
        match path.split('/').collect::<Vec<_>>().as_slice() {
            ["apis", api] => Some(Place::Api((*api).to_owned())),
            ["apis", api, "stages", stage] => Some(Place::Stage(format!("{api}/{stage}"))),
            ["domainnames", name] => Some(Place::Domain((*name).to_owned())),
            ["vpclinks", id] => Some(Place::Link((*id).to_owned())),
            _ => None,
        }
    }

    fn table<'a>(&self, world: &'a mut World) -> &'a mut Table<Row> {
        match self {
            Place::Api(_) => &mut world.apigatewayv2.apis,
            Place::Stage(_) => &mut world.apigatewayv2.stages,
            Place::Domain(_) => &mut world.apigatewayv2.domains,
            Place::Link(_) => &mut world.apigatewayv2.vpc_links,
        }
    }

    fn key(&self) -> &str {
        match self {
            Place::Api(key) | Place::Stage(key) | Place::Domain(key) | Place::Link(key) => key,
        }
    }
}

fn change(world: &mut World, arn: &str, edit: &TagEdit) -> Result<Reply, Fault> {
    let missing = || not_found("Invalid Resource Arn specified", arn);
    let place = Place::of(arn).ok_or_else(missing)?;
    let table = place.table(world);
    let mut changed = tags_of(table.get(place.key()).ok_or_else(missing)?);
    tags::apply(&mut changed, edit);
    if let Some(text) = tags::refusal(&changed) {
        return Err(bad(&text));
    }
    if let Some(row) = table.get_mut(place.key()) {
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
    let arn = |kind: &str, key: &str| format!("arn:aws:apigateway:{region}::/{kind}/{key}");
    let domains = world.apigatewayv2.domains.iter();
    let domains = domains.map(|(name, row)| (arn("domainnames", name), tags_of(row)));
    let links = world.apigatewayv2.vpc_links.iter();
    let links = links.map(|(id, row)| (arn("vpclinks", id), tags_of(row)));
    apis.chain(stages).chain(domains).chain(links).collect()
}

fn edit(world: &mut World, arn: &str, edit: &TagEdit) -> Result<bool, Fault> {
    if Place::of(arn).is_none() {
        return Ok(false);
    }
    change(world, arn, edit).map(|_| true)
}

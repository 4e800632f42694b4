//! API mappings: which API and stage answer below a path of a custom domain.

use super::model::{Row, bad, conflict, find, list as page, new_id};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

const MEMBERS: &[&str] = &["apiId", "apiMappingKey", "stage"];

/// The domain of a call; it must exist.
fn domain(world: &World, input: &Input) -> Result<String, Fault> {
    let name = input.need_text("domainName")?;
    find(&world.apigatewayv2.domains, name, "domain name").map(|_| name.to_owned())
}

pub(super) fn create(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let domain = domain(world, input)?;
    for member in ["apiId", "stage"] {
        input.need_text(member)?;
    }
    let mut row = Row::default();
    row.take(input, MEMBERS);
    row.fill("apiMappingKey", "");
    check(world, &domain, &row)?;
    let id = new_id(world, 6);
    row.set("apiMappingId", id.clone());
    let reply = row.reply();
    world.apigatewayv2.mappings.insert(format!("{domain}/{id}"), row);
    Ok(reply)
}

fn check(world: &World, domain: &str, row: &Row) -> Result<(), Fault> {
    let api = row.text("apiId").unwrap_or_default();
    find(&world.apigatewayv2.apis, api, "API")?;
    let stage = row.text("stage").unwrap_or_default();
    find(&world.apigatewayv2.stages, &format!("{api}/{stage}"), "stage")?;
    let key = row.text("apiMappingKey").unwrap_or_default();
    let letters = |c: char| c.is_ascii_alphanumeric() || "$-_.+!*'()/".contains(c);
    if !key.chars().all(letters) || key.starts_with('/') || key.ends_with('/') {
        return Err(bad("API mapping key should not start or end with a '/' character"));
    }
    let prefix = format!("{domain}/");
    let mut others = world.apigatewayv2.mappings.prefixed(&prefix);
    let taken = others.any(|(_, other)| {
        other.text("apiMappingKey") == Some(key)
            && other.text("apiMappingId") != row.text("apiMappingId")
    });
    if taken {
        return Err(conflict("ApiMapping key already exists for this domain name"));
    }
    Ok(())
}

/// Whether some mapping leads to an API, or to one of its stages.
pub(super) fn leads_to(world: &World, api: &str, stage: Option<&str>) -> bool {
    world.apigatewayv2.mappings.values().any(|row| {
        row.text("apiId") == Some(api) && stage.is_none_or(|stage| row.text("stage") == Some(stage))
    })
}

fn key(world: &World, input: &Input) -> Result<String, Fault> {
    Ok(format!("{}/{}", domain(world, input)?, input.need_text("apiMappingId")?))
}

pub(super) fn get(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let key = key(world, input)?;
    find(&world.apigatewayv2.mappings, &key, "API mapping").map(|row| row.reply())
}

pub(super) fn list(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let prefix = format!("{}/", domain(world, input)?);
    page(world, &world.apigatewayv2.mappings, &prefix, input)
}

pub(super) fn update(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let key = key(world, input)?;
    let mut row = find(&world.apigatewayv2.mappings, &key, "API mapping")?;
    row.take(input, MEMBERS);
    check(world, &domain(world, input)?, &row)?;
    let reply = row.reply();
    world.apigatewayv2.mappings.insert(key, row);
    Ok(reply)
}

pub(super) fn delete(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let key = key(world, input)?;
    find(&world.apigatewayv2.mappings, &key, "API mapping")?;
    world.apigatewayv2.mappings.remove(&key);
    Ok(Reply::empty())
}

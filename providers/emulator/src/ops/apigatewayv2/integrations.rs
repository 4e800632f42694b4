//! Integrations.

use super::model::{Row, api, bad, conflict, find, list as page, new_id, one_of};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

const MEMBERS: &[&str] = &[
    "connectionId",
    "connectionType",
    "credentialsArn",
    "description",
    "integrationMethod",
    "integrationSubtype",
    "integrationType",
    "integrationUri",
    "payloadFormatVersion",
    "responseParameters",
    "timeoutInMillis",
    "tlsConfig",
];

pub(super) fn create(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let api = api(world, input)?;
    input.need_text("integrationType")?;
    let mut row = Row::default();
    row.take(input, MEMBERS);
    row.merge(input, "requestParameters");
    row.fill("connectionType", "INTERNET");
    row.fill("payloadFormatVersion", "1.0");
    row.fill("timeoutInMillis", 30_000);
    if row.text("integrationType") == Some("AWS_PROXY") {
        row.fill("integrationMethod", "POST");
    }
    check(&row)?;
    let id = new_id(world, 7);
    row.set("integrationId", id.clone());
    let reply = row.reply();
    world.apigatewayv2.integrations.insert(format!("{api}/{id}"), row);
    Ok(reply)
}

fn check(row: &Row) -> Result<(), Fault> {
    let kind = row.text("integrationType").unwrap_or_default();
    one_of("integrationType", kind, &["AWS_PROXY", "HTTP_PROXY"])?;
    one_of(
        "payloadFormatVersion",
        row.text("payloadFormatVersion").unwrap_or_default(),
        &["1.0", "2.0"],
    )?;
    if row.text("integrationUri").is_none() && row.text("integrationSubtype").is_none() {
        return Err(bad("Invalid integration URI specified"));
    }
    let timeout =
        row.0.get("timeoutInMillis").and_then(serde_json::Value::as_i64).unwrap_or_default();
    if !(50..=30_000).contains(&timeout) {
        return Err(bad("Timeout should be between 50 ms and 30000 ms"));
    }
    Ok(())
}

fn key(world: &World, input: &Input) -> Result<String, Fault> {
    Ok(format!("{}/{}", api(world, input)?, input.need_text("integrationId")?))
}

pub(super) fn get(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let key = key(world, input)?;
    find(&world.apigatewayv2.integrations, &key, "Integration").map(|row| row.reply())
}

pub(super) fn list(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let prefix = format!("{}/", api(world, input)?);
    page(world, &world.apigatewayv2.integrations, &prefix, input)
}

pub(super) fn update(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let key = key(world, input)?;
    let mut row = find(&world.apigatewayv2.integrations, &key, "Integration")?;
    row.take(input, MEMBERS);
    row.merge(input, "requestParameters");
    check(&row)?;
    let reply = row.reply();
    world.apigatewayv2.integrations.insert(key, row);
    Ok(reply)
}

pub(super) fn delete(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let key = key(world, input)?;
    find(&world.apigatewayv2.integrations, &key, "Integration")?;
    let api = api(world, input)?;
    let target = format!("integrations/{}", input.need_text("integrationId")?);
    let prefix = format!("{api}/");
    let mut routes = world.apigatewayv2.routes.prefixed(&prefix);
    if let Some((_, route)) = routes.find(|(_, route)| route.text("target") == Some(&target)) {
        let route = route.text("routeId").unwrap_or_default().to_owned();
        return Err(conflict(&format!(
            "Cannot delete Integration '{target}' since it is referenced by route '{route}'"
        )));
    }
    drop(routes);
    world.apigatewayv2.integrations.remove(&key);
    Ok(Reply::empty())
}

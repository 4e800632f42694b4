//! Stages.

use serde_json::{Value, json};

use super::model::{Row, api, bad, conflict, find, list as page, new_id, now};
use super::{deployments, tags};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

const MEMBERS: &[&str] = &[
    "accessLogSettings",
    "autoDeploy",
    "clientCertificateId",
    "defaultRouteSettings",
    "deploymentId",
    "description",
];

pub(super) fn create(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let api = api(world, input)?;
    let name = input.need_text("stageName")?.to_owned();
    let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if name != "$default" && (name.is_empty() || name.len() > 128 || !name.chars().all(letters)) {
        return Err(bad(
            "Stage name is invalid: it takes letters, digits, hyphens and underscores, or is $default",
        ));
    }
    let key = format!("{api}/{name}");
    if world.apigatewayv2.stages.contains(&key) {
        return Err(conflict("Stage already exists"));
    }
    let mut row = Row::default();
    row.set("stageName", name);
    row.set("createdDate", now(world));
    row.set("autoDeploy", false);
    row.set("defaultRouteSettings", json!({ "detailedMetricsEnabled": false }));
    row.set("routeSettings", json!({}));
    row.set("stageVariables", json!({}));
    row.set("tags", json!(tags::given(input)?));
    write(world, &api, key, row, input)
}

pub(super) fn update(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let api = api(world, input)?;
    let key = key(world, input)?;
    let row = find(&world.apigatewayv2.stages, &key, "stage")?;
    write(world, &api, key, row, input)
}

fn write(
    world: &mut World,
    api: &str,
    key: String,
    mut row: Row,
    input: &Input,
) -> Result<Reply, Fault> {
    row.take(input, MEMBERS);
    row.merge(input, "stageVariables");
    row.merge(input, "routeSettings");
    row.set("lastUpdatedDate", now(world));
    if row.0.get("autoDeploy") == Some(&Value::Bool(true)) {
        if input.has("deploymentId") {
            return Err(bad("A deployment cannot be chosen for a stage with auto deploy"));
        }
        let id = new_id(world, 6);
        let deployment = deployments::row(
            world,
            api,
            &id,
            true,
            "Automatic deployment triggered by changes to the Api configuration",
        );
        world.apigatewayv2.deployments.insert(format!("{api}/{id}"), deployment);
        row.set("deploymentId", id.clone());
        row.set(
            "lastDeploymentStatusMessage",
            format!("Successfully deployed stage with deployment ID '{id}'"),
        );
    } else if let Some(id) = row.text("deploymentId") {
        find(&world.apigatewayv2.deployments, &format!("{api}/{id}"), "Deployment")?;
    }
    let reply = row.reply();
    world.apigatewayv2.stages.insert(key, row);
    Ok(reply)
}

fn key(world: &World, input: &Input) -> Result<String, Fault> {
    Ok(format!("{}/{}", api(world, input)?, input.need_text("stageName")?))
}

pub(super) fn get(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let key = key(world, input)?;
    find(&world.apigatewayv2.stages, &key, "stage").map(|row| row.reply())
}

pub(super) fn list(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let prefix = format!("{}/", api(world, input)?);
    page(world, &world.apigatewayv2.stages, &prefix, input)
}

pub(super) fn delete(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let key = key(world, input)?;
    find(&world.apigatewayv2.stages, &key, "stage")?;
    world.apigatewayv2.stages.remove(&key);
    Ok(Reply::empty())
}

pub(super) fn delete_route_settings(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let key = key(world, input)?;
    let route = input.need_text("routeKey")?;
    let mut row = find(&world.apigatewayv2.stages, &key, "stage")?;
    if let Some(settings) = row.0.get_mut("routeSettings").and_then(Value::as_object_mut) {
        settings.remove(route);
    }
    world.apigatewayv2.stages.insert(key, row);
    Ok(Reply::empty())
}

pub(super) fn delete_access_log_settings(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let key = key(world, input)?;
    let mut row = find(&world.apigatewayv2.stages, &key, "stage")?;
    row.0.remove("accessLogSettings");
    world.apigatewayv2.stages.insert(key, row);
    Ok(Reply::empty())
}

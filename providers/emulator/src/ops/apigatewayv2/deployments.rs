//! Deployments: what a stage without auto deploy serves.

use serde_json::{Map, Value};

use super::model::{Row, api, conflict, find, list as page, new_id, now};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The member that keeps the routes and integrations as they were.
pub(crate) const SNAPSHOT: &str = "_snapshot";

pub(super) fn create(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let api = api(world, input)?;
    let stage = input.text("stageName").map(|name| format!("{api}/{name}"));
    if let Some(stage) = &stage {
        let row = find(&world.apigatewayv2.stages, stage, "stage")?;
        if row.0.get("autoDeploy") == Some(&Value::Bool(true)) {
            return Err(conflict("Deployments cannot be made for a stage with auto deploy"));
        }
    }
    let id = new_id(world, 6);
    let mut row = row(world, &api, &id, false, "");
    row.0.remove("deploymentStatusMessage");
    row.take(input, &["description"]);
    let reply = row.reply();
    world.apigatewayv2.deployments.insert(format!("{api}/{id}"), row);
    if let Some(row) = stage.and_then(|stage| world.apigatewayv2.stages.get_mut(&stage)) {
        row.set("deploymentId", id);
    }
    Ok(reply)
}

/// A deployment of the API as it is.
pub(super) fn row(world: &World, api: &str, id: &str, automatic: bool, message: &str) -> Row {
    let mut row = Row::default();
    row.set("deploymentId", id);
    row.set("autoDeployed", automatic);
    row.set("createdDate", now(world));
    row.set("deploymentStatus", "DEPLOYED");
    row.set("deploymentStatusMessage", message);
    if !automatic {
        row.set(SNAPSHOT, snapshot(world, api));
    }
    row
}

/// The routes and integrations of an API, by their ids.
pub(crate) fn snapshot(world: &World, api: &str) -> Value {
    let prefix = format!("{api}/");
    let copy = |table: &crate::world::table::Table<Row>| -> Value {
        let rows = table.prefixed(&prefix);
        let rows = rows.map(|(key, row)| {
            (key.trim_start_matches(&prefix).to_owned(), Value::Object(row.0.clone()))
        });
        Value::Object(rows.collect())
    };
    let mut both = Map::new();
    both.insert("routes".to_owned(), copy(&world.apigatewayv2.routes));
    both.insert("integrations".to_owned(), copy(&world.apigatewayv2.integrations));
    Value::Object(both)
}

fn key(world: &World, input: &Input) -> Result<String, Fault> {
    Ok(format!("{}/{}", api(world, input)?, input.need_text("deploymentId")?))
}

pub(super) fn get(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let key = key(world, input)?;
    find(&world.apigatewayv2.deployments, &key, "Deployment").map(|row| row.reply())
}

pub(super) fn list(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let prefix = format!("{}/", api(world, input)?);
    page(world, &world.apigatewayv2.deployments, &prefix, input)
}

pub(super) fn update(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let key = key(world, input)?;
    let mut row = find(&world.apigatewayv2.deployments, &key, "Deployment")?;
    row.take(input, &["description"]);
    let reply = row.reply();
    world.apigatewayv2.deployments.insert(key, row);
    Ok(reply)
}

pub(super) fn delete(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let key = key(world, input)?;
    find(&world.apigatewayv2.deployments, &key, "Deployment")?;
    let prefix = format!("{}/", api(world, input)?);
    let id = input.need_text("deploymentId")?;
    if world
        .apigatewayv2
        .stages
        .prefixed(&prefix)
        .any(|(_, stage)| stage.text("deploymentId") == Some(id))
    {
        return Err(conflict("Active stages pointing to this deployment must be moved or deleted"));
    }
    world.apigatewayv2.deployments.remove(&key);
    Ok(Reply::empty())
}

//! Stages.

use serde_json::{Value, json};

use super::model::{Row, api, bad, conflict, find, list as page, new_id, not_found, now};
use super::{deployments, tags};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

const MEMBERS: &[&str] =
    &["accessLogSettings", "autoDeploy", "clientCertificateId", "deploymentId", "description"];

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
    log_settings(input)?;
    row.take(input, MEMBERS);
    row.merge(input, "stageVariables");
    settings(world, api, &mut row, input)?;
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

/// Takes over route settings, each as a whole; those of a route must be of one that exists.
fn settings(world: &World, api: &str, row: &mut Row, input: &Input) -> Result<(), Fault> {
    if let Some(given) = input.get("defaultRouteSettings") {
        limits(given)?;
        let mut given = given.clone();
        if let Some(members) = given.as_object_mut() {
            members.entry("detailedMetricsEnabled").or_insert(Value::Bool(false));
        }
        row.set("defaultRouteSettings", given);
    }
    let given = input.get("routeSettings").and_then(Value::as_object);
    let prefix = format!("{api}/");
    for (route, given) in given.into_iter().flatten() {
        limits(given)?;
        let mut routes = world.apigatewayv2.routes.prefixed(&prefix);
        if !routes.any(|(_, row)| row.text("routeKey") == Some(route)) {
            let text =
                format!("Unable to find Route by key {route} within the provided RouteSettings");
            return Err(Fault::sender(404, "NotFoundException", text));
        }
    }
    row.merge(input, "routeSettings");
    Ok(())
}

fn limits(settings: &Value) -> Result<(), Fault> {
    let negative =
        |member: &str| settings.get(member).and_then(Value::as_f64).is_some_and(|n| n < 0.0);
    for member in ["throttlingBurstLimit", "throttlingRateLimit"] {
        if negative(member) {
            return Err(bad(&format!("Invalid value for {member}: it must not be negative")));
        }
    }
    if settings.get("loggingLevel").is_some_and(|level| level != "OFF")
        || settings.get("dataTraceEnabled") == Some(&Value::Bool(true))
    {
        return Err(bad("Execution logs are not supported on protocolType HTTP"));
    }
    Ok(())
}

fn log_settings(input: &Input) -> Result<(), Fault> {
    let Some(settings) = input.get("accessLogSettings") else { return Ok(()) };
    let text = |member: &str| settings.get(member).and_then(Value::as_str).unwrap_or_default();
    let arn = text("destinationArn");
    let is_group = arn.starts_with("arn:aws:logs:") && arn.contains(":log-group:");
    if !is_group && !arn.starts_with("arn:aws:firehose:") {
        return Err(bad(&format!(
            "Invalid ARN specified in the request: {arn}. It must be of a CloudWatch Logs log group or a Firehose delivery stream"
        )));
    }
    if text("format").trim_end_matches('\n').contains('\n') {
        return Err(bad(
            "Access Log format must be single line, new line character is allowed only at end of the format",
        ));
    }
    Ok(())
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
    let stage = find(&world.apigatewayv2.stages, &key, "stage")?;
    if super::mappings::leads_to(world, &api(world, input)?, stage.text("stageName")) {
        return Err(conflict("Cannot delete stage, it is used by an API mapping"));
    }
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
    let settings = row.0.get_mut("routeSettings").and_then(Value::as_object_mut);
    if settings.and_then(|settings| settings.remove(route)).is_none() {
        return Err(not_found("Unable to find route settings for the route key", route));
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

pub(super) fn reset_authorizers(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let key = key(world, input)?;
    let mut row = find(&world.apigatewayv2.stages, &key, "stage")?;
    row.begin_epoch();
    world.apigatewayv2.stages.insert(key, row);
    Ok(Reply::empty())
}

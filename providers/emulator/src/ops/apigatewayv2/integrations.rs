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

/// The operations that service integrations may call, with the parameters they need.
const SUBTYPES: &[(&str, &[&str])] = &[
    ("AppConfig-GetConfiguration", &["Application", "Environment", "Configuration", "ClientId"]),
    ("EventBridge-PutEvents", &["Detail", "DetailType", "Source"]),
    ("Kinesis-PutRecord", &["StreamName", "Data", "PartitionKey"]),
    ("SQS-DeleteMessage", &["QueueUrl", "ReceiptHandle"]),
    ("SQS-PurgeQueue", &["QueueUrl"]),
    ("SQS-ReceiveMessage", &["QueueUrl"]),
    ("SQS-SendMessage", &["QueueUrl", "MessageBody"]),
    ("StepFunctions-StartExecution", &["StateMachineArn"]),
    ("StepFunctions-StartSyncExecution", &["StateMachineArn"]),
    ("StepFunctions-StopExecution", &["ExecutionArn"]),
];

fn check(row: &Row) -> Result<(), Fault> {
    let kind = row.text("integrationType").unwrap_or_default();
    one_of("integrationType", kind, &["AWS_PROXY", "HTTP_PROXY"])?;
    let version = row.text("payloadFormatVersion").unwrap_or_default();
    one_of("payloadFormatVersion", version, &["1.0", "2.0"])?;
    let timeout =
        row.0.get("timeoutInMillis").and_then(serde_json::Value::as_i64).unwrap_or_default();
    if !(50..=30_000).contains(&timeout) {
        return Err(bad("Timeout should be between 50 ms and 30000 ms"));
    }
    let uri = row.text("integrationUri");
    match (kind, row.text("integrationSubtype")) {
        ("AWS_PROXY", Some(subtype)) => check_service(row, subtype),
        ("AWS_PROXY", None) if uri.is_some_and(|uri| uri.starts_with("arn:")) => Ok(()),
        ("HTTP_PROXY", None) => check_proxy(row, uri.unwrap_or_default()),
        _ => Err(bad("Invalid integration URI specified")),
    }
}

fn check_service(row: &Row, subtype: &str) -> Result<(), Fault> {
    let known = SUBTYPES.iter().find(|(name, _)| *name == subtype);
    let Some((_, needed)) = known else {
        return Err(bad(&format!("Integration subtype {subtype} is not supported")));
    };
    if row.text("credentialsArn").is_none() {
        return Err(bad("Integration credentials are required for service integrations"));
    }
    if row.text("payloadFormatVersion") != Some("1.0") {
        return Err(bad("PayloadFormatVersion must be 1.0 for service integrations"));
    }
    let given = row.0.get("requestParameters").and_then(serde_json::Value::as_object);
    let missing = needed.iter().find(|name| given.is_none_or(|given| !given.contains_key(**name)));
    match missing {
        Some(name) => Err(bad(&format!("Parameter: {name} is required for {subtype}"))),
        None => Ok(()),
    }
}

fn check_proxy(row: &Row, uri: &str) -> Result<(), Fault> {
    let through_link = row.text("connectionType") == Some("VPC_LINK");
    if through_link && row.text("connectionId").is_none() {
        return Err(bad("ConnectionId is required for connection type VPC_LINK"));
    }
    let is_address = uri.starts_with("http://") || uri.starts_with("https://");
    if !(is_address || through_link && uri.starts_with("arn:")) {
        return Err(bad("Invalid HTTP endpoint specified for URI"));
    }
    if row.text("integrationMethod").is_none() {
        return Err(bad("HttpMethod must be specified for HTTP_PROXY integrations"));
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
    let subtype = row.text("integrationSubtype").map(str::to_owned);
    row.take(input, MEMBERS);
    row.merge(input, "requestParameters");
    if row.text("integrationSubtype") != subtype.as_deref() {
        return Err(bad("Integration subtype cannot be changed"));
    }
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

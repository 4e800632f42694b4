//! Authorizers.

use serde_json::Value;

use super::model::{Row, api, bad, conflict, find, list as page, new_id, one_of};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

const MEMBERS: &[&str] = &[
    "authorizerCredentialsArn",
    "authorizerPayloadFormatVersion",
    "authorizerResultTtlInSeconds",
    "authorizerType",
    "authorizerUri",
    "enableSimpleResponses",
    "identitySource",
    "identityValidationExpression",
    "jwtConfiguration",
    "name",
];

/// What an identity source begins with.
const SOURCES: &[&str] =
    &["$request.header.", "$request.querystring.", "$context.", "$stageVariables."];

pub(super) fn create(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let api = api(world, input)?;
    for member in ["authorizerType", "name"] {
        input.need_text(member)?;
    }
    if !input.has("identitySource") {
        return Err(input.missing("identitySource"));
    }
    let mut row = Row::default();
    row.take(input, MEMBERS);
    if row.text("authorizerType") == Some("REQUEST") {
        row.fill("authorizerResultTtlInSeconds", 0);
        row.fill("enableSimpleResponses", false);
    }
    check(world, &api, &row)?;
    let id = new_id(world, 6);
    row.set("authorizerId", id.clone());
    let reply = row.reply();
    world.apigatewayv2.authorizers.insert(format!("{api}/{id}"), row);
    Ok(reply)
}

fn check(world: &World, api: &str, row: &Row) -> Result<(), Fault> {
    let name = row.text("name").unwrap_or_default();
    if name.is_empty() || name.len() > 128 {
        return Err(bad("Authorizer name must have 1 to 128 characters"));
    }
    let prefix = format!("{api}/");
    let mut others = world.apigatewayv2.authorizers.prefixed(&prefix);
    if others.any(|(_, other)| {
        other.text("name") == Some(name) && other.text("authorizerId") != row.text("authorizerId")
    }) {
        let text = format!("Authorizer name must be unique. Authorizer {name} already exists");
        return Err(conflict(&text));
    }
    let sources = row.0.get("identitySource").and_then(Value::as_array);
    let sources: Vec<&str> = sources.into_iter().flatten().filter_map(Value::as_str).collect();
    for source in &sources {
        let known = |start: &&str| source.strip_prefix(*start).is_some_and(|name| !name.is_empty());
        if !SOURCES.iter().any(known) {
            return Err(bad(&format!("Invalid mapping expression specified: {source}")));
        }
    }
    let kind = row.text("authorizerType").unwrap_or_default();
    one_of("authorizerType", kind, &["JWT", "REQUEST"])?;
    if kind == "JWT" { check_jwt(row, &sources) } else { check_request(row, &sources) }
}

fn check_jwt(row: &Row, sources: &[&str]) -> Result<(), Fault> {
    let Some(settings) = row.0.get("jwtConfiguration") else {
        return Err(bad("Missing required parameter: jwtConfiguration"));
    };
    if sources.len() != 1 {
        return Err(bad("A JWT authorizer takes exactly one identity source"));
    }
    let issuer = settings.get("issuer").and_then(Value::as_str).unwrap_or_default();
    if !issuer.starts_with("https://") {
        return Err(bad(&format!(
            "Invalid issuer: {issuer}. Issuer must have a valid discovery endpoint ended with '/.well-known/openid-configuration'"
        )));
    }
    let audience = settings.get("audience").and_then(Value::as_array);
    if audience.is_none_or(Vec::is_empty) {
        return Err(bad("Audience must be specified for a JWT authorizer"));
    }
    Ok(())
}

fn check_request(row: &Row, sources: &[&str]) -> Result<(), Fault> {
    let Some(version) = row.text("authorizerPayloadFormatVersion") else {
        return Err(bad(
            "AuthorizerPayloadFormatVersion is a required parameter for REQUEST authorizer",
        ));
    };
    one_of("authorizerPayloadFormatVersion", version, &["1.0", "2.0"])?;
    if version == "1.0" && row.flag("enableSimpleResponses") {
        return Err(bad("EnableSimpleResponses needs AuthorizerPayloadFormatVersion 2.0"));
    }
    let uri = row.text("authorizerUri").unwrap_or_default();
    if !(uri.starts_with("arn:aws:apigateway:")
        && uri.contains(":lambda:path/2015-03-31/functions/arn:aws:lambda:")
        && uri.ends_with("/invocations"))
    {
        return Err(bad(&format!(
            "Invalid Authorizer URI: {uri}. Authorizer URI should be a valid API Gateway ARN that represents a Lambda function invocation."
        )));
    }
    let ttl = row.0.get("authorizerResultTtlInSeconds").and_then(Value::as_i64).unwrap_or(0);
    if !(0..=3600).contains(&ttl) {
        return Err(bad("Authorizer result TTL must be between 0 and 3600 seconds"));
    }
    if ttl > 0 && sources.is_empty() {
        return Err(bad("Identity source is required when authorizer results are cached"));
    }
    Ok(())
}

fn key(world: &World, input: &Input) -> Result<String, Fault> {
    Ok(format!("{}/{}", api(world, input)?, input.need_text("authorizerId")?))
}

pub(super) fn get(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let key = key(world, input)?;
    find(&world.apigatewayv2.authorizers, &key, "Authorizer").map(|row| row.reply())
}

pub(super) fn list(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let prefix = format!("{}/", api(world, input)?);
    page(world, &world.apigatewayv2.authorizers, &prefix, input)
}

pub(super) fn update(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let key = key(world, input)?;
    let mut row = find(&world.apigatewayv2.authorizers, &key, "Authorizer")?;
    row.take(input, MEMBERS);
    check(world, &api(world, input)?, &row)?;
    row.begin_epoch();
    let reply = row.reply();
    world.apigatewayv2.authorizers.insert(key, row);
    Ok(reply)
}

pub(super) fn delete(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let key = key(world, input)?;
    find(&world.apigatewayv2.authorizers, &key, "Authorizer")?;
    let prefix = format!("{}/", api(world, input)?);
    let id = input.need_text("authorizerId")?;
    if world
        .apigatewayv2
        .routes
        .prefixed(&prefix)
        .any(|(_, route)| route.text("authorizerId") == Some(id))
    {
        return Err(conflict("Cannot delete authorizer, is referenced in route"));
    }
    world.apigatewayv2.authorizers.remove(&key);
    Ok(Reply::empty())
}

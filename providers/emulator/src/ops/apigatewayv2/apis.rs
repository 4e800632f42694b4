//! APIs.

use serde_json::{Value, json};

use super::model::{Row, api, bad, clear, conflict, find, list as page, new_id, now};
use super::{mappings, quick};
use crate::ops::{Caller, Fault, Input, Reply, tags};
use crate::world::World;

const MEMBERS: &[&str] = &[
    "apiKeySelectionExpression",
    "corsConfiguration",
    "description",
    "disableExecuteApiEndpoint",
    "disableSchemaValidation",
    "ipAddressType",
    "name",
    "routeSelectionExpression",
    "version",
];

pub(super) fn create(world: &mut World, caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let name = input.need_text("name")?;
    if name.is_empty() || name.len() > 128 {
        return Err(bad("API name must have 1 to 128 characters"));
    }
    match input.need_text("protocolType")? {
        "HTTP" => {}
        "WEBSOCKET" => return Err(bad("The local cloud serves HTTP APIs, not WEBSOCKET ones")),
        _ => return Err(bad("Protocol type is invalid: it must be HTTP or WEBSOCKET")),
    }
    if input.has("routeKey") && !input.has("target") {
        return Err(bad("Target is required with a route key"));
    }
    let tags = input.text_map("tags").unwrap_or_default();
    if let Some(text) = tags::refusal(&tags) {
        return Err(bad(&text));
    }
    let mut row = Row::default();
    row.take(input, MEMBERS);
    check(&row)?;
    let id = new_id(world, 10);
    row.set("apiEndpoint", format!("http://{}/_api/{id}", caller.host));
    row.set("apiId", id.clone());
    row.set("createdDate", now(world));
    row.set("protocolType", "HTTP");
    row.set("tags", json!(tags));
    row.fill("apiKeySelectionExpression", "$request.header.x-api-key");
    row.fill("routeSelectionExpression", "$request.method $request.path");
    row.fill("disableExecuteApiEndpoint", false);
    row.fill("ipAddressType", "ipv4");
    let reply = row.reply();
    world.apigatewayv2.apis.insert(id.clone(), row);
    if input.has("target") {
        quick::create(world, caller, input, &id)?;
    }
    Ok(reply)
}

/// HTTP APIs select routes by method and path, and by nothing else.
fn check(row: &Row) -> Result<(), Fault> {
    let fixed = ["$request.method $request.path", "${request.method} ${request.path}"];
    match row.text("routeSelectionExpression") {
        Some(other) if !fixed.contains(&other) => Err(bad(
            "Route selection expression for an HTTP API must be \"$request.method $request.path\"",
        )),
        _ => row.0.get("corsConfiguration").map_or(Ok(()), check_cors),
    }
}

fn check_cors(cors: &Value) -> Result<(), Fault> {
    let texts = |member: &str| {
        let list = cors.get(member).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str)
    };
    let credentials = cors.get("allowCredentials") == Some(&Value::Bool(true));
    for origin in texts("allowOrigins") {
        if credentials && origin == "*" {
            return Err(bad("allowCredentials is not supported when allowOrigins is '*'"));
        }
        if origin != "*" && !origin.contains("://") {
            return Err(bad(&format!("Invalid format for origin {origin}")));
        }
    }
    let methods = ["*", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];
    if let Some(method) = texts("allowMethods").find(|method| !methods.contains(method)) {
        return Err(bad(&format!("Invalid HTTP method in allowMethods: {method}")));
    }
    let age = cors.get("maxAge").and_then(Value::as_i64).unwrap_or(0);
    if !(-1..=86_400).contains(&age) {
        return Err(bad("maxAge must be between -1 and 86400"));
    }
    Ok(())
}

pub(super) fn get(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let id = api(world, input)?;
    find(&world.apigatewayv2.apis, &id, "API").map(|row| row.reply())
}

pub(super) fn list(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    page(world, &world.apigatewayv2.apis, "", input)
}

pub(super) fn update(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let id = api(world, input)?;
    let mut row = find(&world.apigatewayv2.apis, &id, "API")?;
    row.take(input, MEMBERS);
    check(&row)?;
    let reply = row.reply();
    world.apigatewayv2.apis.insert(id, row);
    Ok(reply)
}

pub(super) fn delete(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let id = api(world, input)?;
    if mappings::leads_to(world, &id, None) {
        return Err(conflict("Please remove all api mappings of domain names to this API first"));
    }
    let prefix = format!("{id}/");
    let state = &mut world.apigatewayv2;
    state.apis.remove(&id);
    let tables = [
        &mut state.integrations,
        &mut state.routes,
        &mut state.stages,
        &mut state.authorizers,
        &mut state.deployments,
    ];
    for table in tables {
        clear(table, &prefix);
    }
    Ok(Reply::empty())
}

pub(super) fn delete_cors(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let id = api(world, input)?;
    if let Some(row) = world.apigatewayv2.apis.get_mut(&id) {
        row.0.remove("corsConfiguration");
    }
    Ok(Reply::empty())
}

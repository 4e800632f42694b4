//! From an API to an OpenAPI document.

use serde_json::{Map, Value, json};

use super::super::model::Row;
use super::{ANY, AUTHORIZER, CORS, INTEGRATION, TAG};
use crate::world::World;
use crate::world::table::Table;

/// The document of an API as it is.
pub(super) fn document(world: &World, api: &str, extensions: bool) -> Value {
    let state = &world.apigatewayv2;
    let row = state.apis.get(api).cloned().unwrap_or_default();
    let version = row.text("version").unwrap_or("2026-01-01 00:00:00UTC");
    let mut out = json!({
        "openapi": "3.0.1",
        "info": { "title": row.text("name"), "version": version },
        "paths": paths(world, api, extensions),
    });
    let mut put = |member: &str, value: Value| {
        if let Some(members) = out.as_object_mut() {
            members.insert(member.to_owned(), value);
        }
    };
    if let Some(endpoint) = row.text("apiEndpoint") {
        put("servers", json!([{ "url": endpoint }]));
    }
    let tags = row.0.get("tags").and_then(Value::as_object).into_iter().flatten();
    let tags: Vec<Value> = tags.map(|(name, value)| json!({ "name": name, TAG: value })).collect();
    if !tags.is_empty() {
        put("tags", Value::Array(tags));
    }
    if let Some(cors) = row.0.get("corsConfiguration").filter(|_| extensions) {
        put(CORS, cors.clone());
    }
    let schemes = rows(&state.authorizers, api).map(|row| scheme(row, extensions));
    let schemes: Map<String, Value> = schemes.collect();
    if !schemes.is_empty() {
        put("components", json!({ "securitySchemes": schemes }));
    }
    out
}

fn rows<'a>(table: &'a Table<Row>, api: &str) -> impl Iterator<Item = &'a Row> {
    let prefix = format!("{api}/");
    table.iter().filter(move |(key, _)| key.starts_with(&prefix)).map(|(_, row)| row)
}

fn paths(world: &World, api: &str, extensions: bool) -> Value {
    let mut paths = Map::new();
    for route in rows(&world.apigatewayv2.routes, api) {
        let key = route.text("routeKey").unwrap_or_default();
        let (method, path) = key.split_once(' ').unwrap_or(("ANY", "/$default"));
        let method = if method == "ANY" { ANY.to_owned() } else { method.to_ascii_lowercase() };
        let operation = operation(world, api, route, extensions);
        let entry = paths.entry(path.to_owned()).or_insert_with(|| json!({}));
        if let Some(entry) = entry.as_object_mut() {
            entry.insert(method, operation);
        }
    }
    Value::Object(paths)
}

fn operation(world: &World, api: &str, route: &Row, extensions: bool) -> Value {
    let state = &world.apigatewayv2;
    let mut out = json!({ "responses": { "default": { "description": "Default response" } } });
    let Some(members) = out.as_object_mut() else { return out };
    let authorizer = route.text("authorizerId");
    let authorizer = authorizer.and_then(|id| state.authorizers.get(&format!("{api}/{id}")));
    if let Some(name) = authorizer.and_then(|row| row.text("name")) {
        let scopes = route.0.get("authorizationScopes").cloned().unwrap_or_else(|| json!([]));
        let requirement = Map::from_iter([(name.to_owned(), scopes)]);
        members.insert("security".to_owned(), json!([requirement]));
    }
    let id = route.text("target").and_then(|target| target.strip_prefix("integrations/"));
    let integration = id.and_then(|id| state.integrations.get(&format!("{api}/{id}")));
    if let Some(integration) = integration.filter(|_| extensions) {
        members.insert(INTEGRATION.to_owned(), integration_of(integration));
    }
    out
}

fn integration_of(row: &Row) -> Value {
    let names = [
        ("payloadFormatVersion", "payloadFormatVersion"),
        ("integrationMethod", "httpMethod"),
        ("integrationUri", "uri"),
        ("integrationSubtype", "integrationSubtype"),
        ("credentialsArn", "credentials"),
        ("connectionType", "connectionType"),
        ("connectionId", "connectionId"),
        ("requestParameters", "requestParameters"),
        ("responseParameters", "responseParameters"),
        ("timeoutInMillis", "timeoutInMillis"),
    ];
    let kind = row.text("integrationType").unwrap_or_default().to_ascii_lowercase();
    let mut out = Map::from_iter([("type".to_owned(), Value::from(kind))]);
    out.extend(renamed(row, &names));
    Value::Object(out)
}

fn scheme(row: &Row, extensions: bool) -> (String, Value) {
    let names = [
        ("authorizerCredentialsArn", "authorizerCredentials"),
        ("authorizerPayloadFormatVersion", "authorizerPayloadFormatVersion"),
        ("authorizerResultTtlInSeconds", "authorizerResultTtlInSeconds"),
        ("authorizerUri", "authorizerUri"),
        ("enableSimpleResponses", "enableSimpleResponses"),
        ("jwtConfiguration", "jwtConfiguration"),
    ];
    let is_jwt = row.text("authorizerType") == Some("JWT");
    let mut scheme = if is_jwt {
        json!({ "type": "oauth2" })
    } else {
        json!({ "type": "apiKey", "name": "Unused", "in": "header" })
    };
    let sources = row.0.get("identitySource").and_then(Value::as_array).into_iter().flatten();
    let sources: Vec<&str> = sources.filter_map(Value::as_str).collect();
    let kind = row.text("authorizerType").unwrap_or_default().to_ascii_lowercase();
    let mut authorizer = Map::from_iter([
        ("type".to_owned(), Value::from(kind)),
        ("identitySource".to_owned(), sources.join(",").into()),
    ]);
    authorizer.extend(renamed(row, &names));
    if let Some(members) = scheme.as_object_mut().filter(|_| extensions) {
        members.insert(AUTHORIZER.to_owned(), Value::Object(authorizer));
    }
    (row.text("name").unwrap_or_default().to_owned(), scheme)
}

fn renamed(row: &Row, names: &[(&str, &str)]) -> Vec<(String, Value)> {
    let pairs = names
        .iter()
        .filter_map(|(ours, theirs)| Some(((*theirs).to_owned(), row.0.get(*ours)?.clone())));
    pairs.collect()
}

//! The event a function gets for a request, in both payload formats.
//!
//! See <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>.

use std::collections::BTreeMap;

use base64::Engine as _;
use bytes::Bytes;
use http::Request;
use serde_json::{Map, Value, json};

use super::Matched;
use crate::wire::{form, header};
use crate::world::World;

/// Builds the event of a request.
pub(super) fn build(world: &World, request: &Request<Bytes>, matched: &Matched, id: &str) -> Value {
    if matched.integration.text("payloadFormatVersion") == Some("2.0") {
        second(world, request, matched, id)
    } else {
        first(world, request, matched, id)
    }
}

/// The body as text, or as base64 when its type is not one of text.
fn body(request: &Request<Bytes>) -> (Option<String>, bool) {
    let body = request.body();
    if body.is_empty() {
        return (None, false);
    }
    let kind = header(request.headers(), "content-type").unwrap_or_default().to_ascii_lowercase();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let textual = kind.starts_with("text/")
        || kind.ends_with("json")
        || kind.ends_with("xml")
        || kind == "application/javascript";
    match std::str::from_utf8(body) {
        Ok(text) if textual => (Some(text.to_owned()), false),
        _ => (Some(base64::engine::general_purpose::STANDARD.encode(body)), true),
    }
}

fn headers(request: &Request<Bytes>) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in request.headers() {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        all.entry(name.as_str().to_owned()).or_default().push(value);
    }
    all.entry("x-forwarded-for".to_owned()).or_insert_with(|| vec!["127.0.0.1".to_owned()]);
    all.entry("x-forwarded-proto".to_owned()).or_insert_with(|| vec!["http".to_owned()]);
    all
}

fn queries(request: &Request<Bytes>) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in form(request.uri().query().unwrap_or_default()) {
        all.entry(name).or_default().push(value);
    }
    all
}

fn joined(all: &BTreeMap<String, Vec<String>>) -> Map<String, Value> {
    all.iter().map(|(name, values)| (name.clone(), values.join(",").into())).collect()
}

fn last(all: &BTreeMap<String, Vec<String>>) -> Map<String, Value> {
    all.iter().map(|(name, values)| (name.clone(), values.last().cloned().into())).collect()
}

fn second(world: &World, request: &Request<Bytes>, matched: &Matched, id: &str) -> Value {
    let mut all = headers(request);
    let cookies = all.remove("cookie");
    let queries = queries(request);
    let mut context = context(world, request, matched, id);
    let agent = header(request.headers(), "user-agent").unwrap_or_default();
    insert(
        &mut context,
        "http",
        json!({
            "method": request.method().as_str(), "path": matched.path, "protocol": "HTTP/1.1",
            "sourceIp": "127.0.0.1", "userAgent": agent,
        }),
    );
    insert(&mut context, "routeKey", matched.found.key.clone().into());
    insert(&mut context, "time", time(world).into());
    insert(&mut context, "timeEpoch", world.now_ms().into());
    if let Some(claims) = &matched.claims {
        insert(&mut context, "authorizer", json!({ "jwt": { "claims": claims, "scopes": null } }));
    }
    let mut event = json!({
        "version": "2.0", "routeKey": matched.found.key, "rawPath": matched.path,
        "rawQueryString": request.uri().query().unwrap_or_default(),
    });
    if let Some(cookies) = cookies {
        let each: Vec<String> =
            cookies.iter().flat_map(|line| line.split("; ")).map(str::to_owned).collect();
        insert(&mut event, "cookies", json!(each));
    }
    insert(&mut event, "headers", Value::Object(joined(&all)));
    if !queries.is_empty() {
        insert(&mut event, "queryStringParameters", Value::Object(joined(&queries)));
    }
    insert(&mut event, "requestContext", context);
    if !matched.found.parameters.is_empty() {
        insert(&mut event, "pathParameters", Value::Object(matched.found.parameters.clone()));
    }
    if let Some(variables) = &matched.variables {
        insert(&mut event, "stageVariables", variables.clone());
    }
    let (body, encoded) = body(request);
    if let Some(body) = body {
        insert(&mut event, "body", body.into());
    }
    insert(&mut event, "isBase64Encoded", encoded.into());
    event
}

fn first(world: &World, request: &Request<Bytes>, matched: &Matched, id: &str) -> Value {
    let (all, queries) = (headers(request), queries(request));
    let resource = matched.found.key.split_once(' ').map_or("$default", |(_, path)| path);
    let mut context = context(world, request, matched, id);
    insert(&mut context, "resourcePath", resource.into());
    insert(&mut context, "httpMethod", request.method().as_str().into());
    insert(&mut context, "path", matched.path.clone().into());
    insert(&mut context, "protocol", "HTTP/1.1".into());
    insert(&mut context, "requestTime", time(world).into());
    insert(&mut context, "requestTimeEpoch", world.now_ms().into());
    insert(
        &mut context,
        "identity",
        json!({ "sourceIp": "127.0.0.1", "userAgent": header(request.headers(), "user-agent") }),
    );
    let or_null =
        |map: Map<String, Value>| if map.is_empty() { Value::Null } else { Value::Object(map) };
    let many = |all: &BTreeMap<String, Vec<String>>| {
        or_null(all.iter().map(|(name, values)| (name.clone(), json!(values))).collect())
    };
    let (body, encoded) = body(request);
    json!({
        "version": "1.0", "resource": resource, "path": matched.path, "httpMethod": request.method().as_str(),
        "headers": last(&all), "multiValueHeaders": many(&all),
        "queryStringParameters": or_null(last(&queries)), "multiValueQueryStringParameters": many(&queries),
        "requestContext": context, "pathParameters": or_null(matched.found.parameters.clone()),
        "stageVariables": matched.variables, "body": body, "isBase64Encoded": encoded,
    })
}

/// What both formats tell of the request's circumstances.
fn context(world: &World, request: &Request<Bytes>, matched: &Matched, id: &str) -> Value {
    let domain = header(request.headers(), "host").unwrap_or("127.0.0.1");
    json!({
        "accountId": world.settings().account, "apiId": matched.api, "domainName": domain,
        "domainPrefix": matched.api, "requestId": id, "stage": matched.stage,
    })
}

fn insert(object: &mut Value, member: &str, value: Value) {
    if let Some(members) = object.as_object_mut() {
        members.insert(member.to_owned(), value);
    }
}

fn time(world: &World) -> String {
    let stamp = i64::try_from(world.now_ms())
        .ok()
        .and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
    stamp.unwrap_or_default().strftime("%d/%b/%Y:%H:%M:%S +0000").to_string()
}

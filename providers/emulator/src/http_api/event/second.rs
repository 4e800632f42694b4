//! Payload format 2.0.

use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};

use super::told::{headers, joined, put, queries, time};
use super::{context, variables};
use crate::http_api::access::Access;
use crate::http_api::visit::Visit;
use crate::wire::header;
use crate::world::World;

/// The event without its body.
pub(super) fn event(world: &World, request: &Request<Bytes>, visit: &Visit) -> Value {
    let mut all = headers(request);
    let cookies = all.remove("cookie");
    let queries = queries(request);
    let mut event = json!({
        "version": "2.0", "routeKey": visit.route_key(), "rawPath": visit.path,
        "rawQueryString": request.uri().query().unwrap_or_default(),
    });
    if let Some(cookies) = cookies {
        let each: Vec<String> =
            cookies.iter().flat_map(|line| line.split("; ")).map(str::to_owned).collect();
        put(&mut event, "cookies", json!(each));
    }
    put(&mut event, "headers", Value::Object(joined(&all)));
    if !queries.is_empty() {
        put(&mut event, "queryStringParameters", Value::Object(joined(&queries)));
    }
    put(&mut event, "requestContext", circumstances(world, request, visit));
    let parameters = visit.found.as_ref().map(|found| found.parameters.clone());
    if let Some(parameters) = parameters.filter(|parameters| !parameters.is_empty()) {
        put(&mut event, "pathParameters", Value::Object(parameters));
    }
    if let Some(variables) = variables(visit) {
        put(&mut event, "stageVariables", variables.clone());
    }
    event
}

fn circumstances(world: &World, request: &Request<Bytes>, visit: &Visit) -> Value {
    let mut context = context(world, visit);
    let agent = header(request.headers(), "user-agent").unwrap_or_default();
    let http = json!({
        "method": visit.method, "path": visit.path, "protocol": "HTTP/1.1",
        "sourceIp": "127.0.0.1", "userAgent": agent,
    });
    put(&mut context, "http", http);
    put(&mut context, "routeKey", visit.route_key().into());
    put(&mut context, "time", time(visit.at_ms).into());
    put(&mut context, "timeEpoch", visit.at_ms.into());
    let authorizer = match &visit.access {
        Access::Open => return context,
        Access::Jwt { claims, scopes } => json!({ "jwt": { "claims": claims, "scopes": scopes } }),
        Access::Iam(who) => json!({ "iam": who }),
        Access::Lambda(decision) => json!({ "lambda": decision.context }),
    };
    put(&mut context, "authorizer", authorizer);
    context
}

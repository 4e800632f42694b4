//! Payload format 1.0.

use bytes::Bytes;
use http::Request;
use serde_json::{Map, Value, json};

use super::told::{Many, headers, last, put, queries, time};
use super::{context, variables};
use crate::http_api::access::Access;
use crate::http_api::visit::Visit;
use crate::wire::header;
use crate::world::World;

/// The event without its body.
pub(super) fn event(world: &World, request: &Request<Bytes>, visit: &Visit) -> Value {
    let (all, queries) = (headers(request), queries(request));
    let parameters = visit.found.as_ref().map(|found| found.parameters.clone());
    json!({
        "version": "1.0", "resource": resource(visit), "path": visit.path, "httpMethod": visit.method,
        "headers": last(&all), "multiValueHeaders": many(&all),
        "queryStringParameters": or_null(last(&queries)), "multiValueQueryStringParameters": many(&queries),
        "requestContext": circumstances(world, request, visit),
        "pathParameters": or_null(parameters.unwrap_or_default()),
        "stageVariables": variables(visit),
    })
}

/// The path of the route, with its parameters' names.
fn resource(visit: &Visit) -> &str {
    visit.route_key().split_once(' ').map_or("$default", |(_, path)| path)
}

fn or_null(map: Map<String, Value>) -> Value {
    if map.is_empty() { Value::Null } else { Value::Object(map) }
}

fn many(all: &Many) -> Value {
    or_null(all.iter().map(|(name, values)| (name.clone(), json!(values))).collect())
}

fn circumstances(world: &World, request: &Request<Bytes>, visit: &Visit) -> Value {
    let mut context = context(world, visit);
    put(&mut context, "resourcePath", resource(visit).into());
    put(&mut context, "httpMethod", visit.method.clone().into());
    put(&mut context, "path", visit.path.clone().into());
    put(&mut context, "protocol", "HTTP/1.1".into());
    put(&mut context, "requestTime", time(visit.at_ms).into());
    put(&mut context, "requestTimeEpoch", visit.at_ms.into());
    let agent = header(request.headers(), "user-agent");
    let mut identity = json!({ "sourceIp": "127.0.0.1", "userAgent": agent });
    match &visit.access {
        Access::Open => {}
        Access::Jwt { claims, scopes } => {
            put(&mut context, "authorizer", json!({ "claims": claims, "scopes": scopes }));
        }
        Access::Iam(who) => {
            for (member, from) in [
                ("accessKey", "accessKey"),
                ("accountId", "accountId"),
                ("caller", "callerId"),
                ("user", "userId"),
                ("userArn", "userArn"),
            ] {
                put(&mut identity, member, who.get(from).cloned().unwrap_or(Value::Null));
            }
        }
        Access::Lambda(decision) => {
            let mut told = Value::Object(decision.context.clone());
            if let Some(principal) = &decision.principal {
                put(&mut told, "principalId", principal.clone().into());
            }
            put(&mut context, "authorizer", told);
        }
    }
    put(&mut context, "identity", identity);
    context
}

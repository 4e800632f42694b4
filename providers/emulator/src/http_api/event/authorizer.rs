//! What a Lambda authorizer is asked, in both payload formats.

use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};

use super::told::put;
use super::{first, second};
use crate::http_api::visit::Visit;
use crate::world::World;

/// The event of an authorizer: the request without its body, and what identifies the caller.
pub(in crate::http_api) fn question(
    world: &World,
    request: &Request<Bytes>,
    visit: &Visit,
    values: &[String],
    two: bool,
) -> Value {
    let arn = visit.arn(world);
    if two {
        let mut event = second::event(world, request, visit);
        put(&mut event, "type", "REQUEST".into());
        put(&mut event, "routeArn", arn.into());
        let source = if values.is_empty() { Value::Null } else { json!(values) };
        put(&mut event, "identitySource", source);
        return event;
    }
    let mut event = first::event(world, request, visit);
    put(&mut event, "type", "REQUEST".into());
    put(&mut event, "methodArn", arn.into());
    let joined = values.join(",");
    put(&mut event, "identitySource", joined.clone().into());
    put(&mut event, "authorizationToken", joined.into());
    event
}

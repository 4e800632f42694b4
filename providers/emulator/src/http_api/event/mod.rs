//! The event a function gets for a request, in both payload formats: as an integration, and as an authorizer.
//!
//! See <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>.

mod authorizer;
mod first;
mod second;
pub(super) mod told;

use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};

pub(super) use authorizer::question;
pub(super) use told::time;

use super::visit::Visit;
use crate::world::World;

/// Builds the event of a request for the function of its integration.
pub(super) fn build(world: &World, request: &Request<Bytes>, visit: &Visit) -> Value {
    let format = visit.integration.as_ref().and_then(|row| row.text("payloadFormatVersion"));
    let two = format == Some("2.0");
    let mut event = if two {
        second::event(world, request, visit)
    } else {
        first::event(world, request, visit)
    };
    let (body, encoded) = told::body(request);
    match body {
        Some(body) => told::put(&mut event, "body", body.into()),
        None if two => {}
        None => told::put(&mut event, "body", Value::Null),
    }
    told::put(&mut event, "isBase64Encoded", encoded.into());
    event
}

/// What both formats tell of the request's circumstances.
fn context(world: &World, visit: &Visit) -> Value {
    json!({
        "accountId": world.settings().account, "apiId": visit.api, "domainName": visit.domain,
        "domainPrefix": visit.api, "requestId": visit.id, "stage": visit.stage_name(),
    })
}

/// The stage's variables, unless there are none.
fn variables(visit: &Visit) -> Option<&Value> {
    let variables = visit.stage.0.get("stageVariables");
    variables.filter(|map| map.as_object().is_some_and(|map| !map.is_empty()))
}

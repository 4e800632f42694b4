//! What stands behind a route: a function, a server on loopback, or an operation of another service.

mod function;
mod parameters;
mod proxy;
mod service;

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, Response};
use serde_json::Value;

use super::response;
use super::visit::Visit;
use crate::ops::apigatewayv2::model::Row;
use crate::ops::lambda::reference;
use crate::server::shared::Shared;
use crate::world::World;

/// What an integration came to.
enum Outcome {
    Answered(Response<Bytes>),
    /// It took longer than the integration allows.
    Late,
    /// The function has no capacity left.
    Throttled,
    /// It could not be asked, or its answer cannot be read.
    Broken(String),
}

/// Asks the route's integration.
pub(super) async fn run(
    shared: &Arc<Shared>,
    request: &Request<Bytes>,
    visit: &mut Visit,
) -> Response<Bytes> {
    let Some(integration) = visit.integration.clone() else {
        return visit.failed("the route has no integration");
    };
    let began = Instant::now();
    let outcome = match (integration.text("integrationType"), subtype(&integration)) {
        (Some("AWS_PROXY"), None) => function::run(shared, request, visit, &integration).await,
        (Some("AWS_PROXY"), Some(_)) => service::run(shared, request, visit, &integration),
        (Some("HTTP_PROXY"), _) => proxy::run(shared, request, visit, &integration).await,
        _ => Outcome::Broken("the integration is of no kind that answers".to_owned()),
    };
    let took = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    visit.told.integration_latency_ms = Some(took);
    match outcome {
        Outcome::Answered(answer) => {
            visit.told.backend_status = Some(answer.status().as_u16());
            parameters::of_response(shared, request, visit, &integration, answer)
        }
        Outcome::Late => {
            visit.told.integration_error = Some("the integration took too long".to_owned());
            visit.refuse(503, "Service Unavailable", "INTEGRATION_TIMEOUT")
        }
        Outcome::Throttled => {
            visit.told.integration_status = Some(429);
            visit.told.integration_error = Some("the function is throttled".to_owned());
            visit.refuse(503, "Service Unavailable", "INTEGRATION_FAILURE")
        }
        Outcome::Broken(why) => visit.failed(why),
    }
}

fn subtype(integration: &Row) -> Option<&str> {
    integration.text("integrationSubtype")
}

/// How long the integration may take.
fn limit(integration: &Row) -> Duration {
    let limit = integration.0.get("timeoutInMillis").and_then(Value::as_u64);
    Duration::from_millis(limit.unwrap_or(30_000))
}

/// The function an integration or authorizer names, by ARN or by its invocation path, and the qualifier.
pub(super) fn function_of(world: &World, uri: &str) -> Option<(String, Option<String>)> {
    let arn = uri
        .split_once("/functions/")
        .map_or(uri, |(_, rest)| rest.trim_end_matches("/invocations"));
    let named = reference::parse(world, arn).ok()?;
    Some((named.name, named.qualifier))
}

/// Reads what a function answered.
fn read(payload: &Bytes, two: bool) -> Outcome {
    response::read(payload, two).map_or_else(
        || Outcome::Broken("the function's answer is not in the format of a response".to_owned()),
        Outcome::Answered,
    )
}

//! Lambda integrations.

use std::sync::Arc;

use bytes::Bytes;
use http::Request;

use super::{Outcome, function_of, limit, read};
use crate::http_api::event;
use crate::http_api::visit::Visit;
use crate::ops::apigatewayv2::model::Row;
use crate::ops::lambda::{Invocation, invoke, permissions};
use crate::runtime;
use crate::server::shared::Shared;
use crate::world::World;

/// Runs the function through the qualifier that the integration names.
pub(super) async fn run(
    shared: &Arc<Shared>,
    request: &Request<Bytes>,
    visit: &mut Visit,
    integration: &Row,
) -> Outcome {
    let id = shared.request_id();
    let invocation = match shared.with(|world| prepare(world, request, visit, integration, &id)) {
        Ok(invocation) => invocation,
        Err(why) => return Outcome::Broken(why),
    };
    visit.told.integration_request = Some(id);
    // The function runs to its end even when its caller is told that it took too long.
    let running = Arc::clone(shared);
    let task = tokio::spawn(async move { runtime::run_function(&running, invocation).await });
    let two = integration.text("payloadFormatVersion") == Some("2.0");
    match tokio::time::timeout(limit(integration), task).await {
        Err(_) => Outcome::Late,
        Ok(Ok(Ok(outcome))) if !outcome.failed => {
            visit.told.integration_status = Some(200);
            read(&outcome.payload, two)
        }
        Ok(Ok(Ok(outcome))) => {
            visit.told.integration_status = Some(200);
            let text = String::from_utf8_lossy(&outcome.payload).into_owned();
            Outcome::Broken(format!("the function failed: {text}"))
        }
        Ok(Ok(Err(fault))) if fault.status == 429 => Outcome::Throttled,
        Ok(Ok(Err(fault))) => {
            visit.told.integration_status = Some(fault.status);
            Outcome::Broken(fault.message)
        }
        Ok(Err(_)) => Outcome::Broken("the function did not end".to_owned()),
    }
}

fn prepare(
    world: &mut World,
    request: &Request<Bytes>,
    visit: &Visit,
    integration: &Row,
    id: &str,
) -> Result<Invocation, String> {
    let uri = integration.text("integrationUri").unwrap_or_default();
    let (function, qualifier) =
        function_of(world, uri).ok_or_else(|| "the integration names no function".to_owned())?;
    let qualifier = qualifier.as_deref();
    // An integration with credentials acts as its role.
    let is_role = integration.text("credentialsArn").is_some();
    let (principal, source) = ("apigateway.amazonaws.com", visit.arn(world));
    if !is_role && !permissions::lets_invoke(world, &function, qualifier, principal, &source) {
        return Err("the function's policy does not let this route invoke it".to_owned());
    }
    let event = event::build(world, request, visit);
    let payload = Bytes::from(event.to_string());
    invoke::prepare(world, &function, qualifier, payload, id).map_err(|fault| fault.message)
}

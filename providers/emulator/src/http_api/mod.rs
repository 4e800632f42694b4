//! The live side of HTTP APIs: requests under `/_api/<id>/..` or for an API's host name.
//!
//! A request finds its stage, its route and its integration, must be allowed to invoke the function by the policy
//! of the very qualifier the integration names, and becomes an invocation through that qualifier: alias weights
//! hold here as everywhere. Function URLs do not answer.

mod access;
mod cors;
mod event;
mod matching;
mod response;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use serde_json::Value;

use crate::ops::apigatewayv2::deployments::{SNAPSHOT, snapshot};
use crate::ops::apigatewayv2::model::Row;
use crate::ops::lambda::{invoke, permissions, reference};
use crate::runtime;
use crate::server::shared::Shared;
use crate::wire::header;
use crate::world::World;
use matching::Found;

/// What a request met: everything its invocation needs.
#[derive(Debug)]
struct Matched {
    api: String,
    cors: Option<Value>,
    stage: String,
    variables: Option<Value>,
    found: Found,
    integration: Row,
    /// The path within the API, with the stage's name when it is a named one.
    path: String,
    claims: Option<Value>,
}

/// What was decided about a request without running a function.
type Refusal = Response<Bytes>;

/// Answers a live request; `None` leaves it to AWS's protocols.
pub(crate) async fn route(
    shared: &Arc<Shared>,
    request: &Request<Bytes>,
) -> Option<Response<Bytes>> {
    let (api, path) = addressed(request)?;
    let began = std::time::Instant::now();
    let decided = shared.with(|world| decide(world, request, &api, &path));
    let response = match decided {
        Ok(matched) => {
            let answer = serve(shared, request, &matched).await;
            record(shared, &matched, &answer, began);
            cors::dress(answer, request, matched.cors.as_ref())
        }
        Err(refusal) => *refusal,
    };
    Some(response)
}

/// The API's id and the path within it.
fn addressed(request: &Request<Bytes>) -> Option<(String, String)> {
    let path = request.uri().path();
    if let Some(rest) = path.strip_prefix("/_api/") {
        let (api, path) = rest.split_once('/').unwrap_or((rest, ""));
        return Some((api.to_owned(), format!("/{path}")));
    }
    let host = header(request.headers(), "host")?;
    let (api, rest) = host.split_once('.')?;
    rest.starts_with("execute-api.").then(|| (api.to_owned(), path.to_owned()))
}

fn decide(
    world: &mut World,
    request: &Request<Bytes>,
    api: &str,
    path: &str,
) -> Result<Matched, Box<Refusal>> {
    let not_found = || Box::new(response::message(404, "Not Found"));
    let row = world.apigatewayv2.apis.get(api).cloned().ok_or_else(not_found)?;
    let cors = row.0.get("corsConfiguration").cloned();
    let (stage, inner) = stage_of(world, api, path).ok_or_else(not_found)?;
    let live = live(world, api, &stage).ok_or_else(not_found)?;
    let routes = live.get("routes").and_then(Value::as_object).cloned().unwrap_or_default();
    let found = matching::find(&routes, request.method().as_str(), &inner);
    if let Some(cors) = &cors {
        let own = found.as_ref().is_some_and(|found| found.key.starts_with("OPTIONS "));
        if let Some(preflight) = cors::preflight(request, cors).filter(|_| !own) {
            return Err(Box::new(preflight));
        }
    }
    let found = found.ok_or_else(not_found)?;
    let claims = access::check(world, request, api, &found.route)?;
    let target = found.route.get("target").and_then(Value::as_str).unwrap_or_default();
    let id = target.trim_start_matches("integrations/");
    let integration =
        live.get("integrations").and_then(|all| all.get(id)).and_then(Value::as_object);
    let integration = integration
        .cloned()
        .ok_or_else(|| Box::new(response::message(500, "Internal Server Error")))?;
    let shown = if stage.text("stageName") == Some("$default") {
        inner
    } else {
        format!("/{}{inner}", stage.text("stageName").unwrap_or_default())
    };
    Ok(Matched {
        api: api.to_owned(),
        cors,
        stage: stage.text("stageName").unwrap_or_default().to_owned(),
        variables: stage
            .0
            .get("stageVariables")
            .filter(|v| v.as_object().is_some_and(|v| !v.is_empty()))
            .cloned(),
        found,
        integration: Row(integration),
        path: shown,
        claims,
    })
}

/// The stage whose name begins the path, else `$default`; and the rest of the path.
fn stage_of(world: &World, api: &str, path: &str) -> Option<(Row, String)> {
    let (first, rest) =
        path.trim_start_matches('/').split_once('/').unwrap_or((path.trim_start_matches('/'), ""));
    let stages = &world.apigatewayv2.stages;
    if !first.is_empty()
        && first != "$default"
        && let Some(row) = stages.get(&format!("{api}/{first}"))
    {
        return Some((row.clone(), format!("/{rest}")));
    }
    stages.get(&format!("{api}/$default")).map(|row| (row.clone(), path.to_owned()))
}

/// The routes and integrations a stage serves: the present ones, or its deployment's.
fn live(world: &World, api: &str, stage: &Row) -> Option<Value> {
    if stage.0.get("autoDeploy") == Some(&Value::Bool(true)) {
        return Some(snapshot(world, api));
    }
    let deployment = stage.text("deploymentId")?;
    let row = world.apigatewayv2.deployments.get(&format!("{api}/{deployment}"))?;
    row.0.get(SNAPSHOT).cloned()
}

async fn serve(
    shared: &Arc<Shared>,
    request: &Request<Bytes>,
    matched: &Matched,
) -> Response<Bytes> {
    let failed = || response::message(500, "Internal Server Error");
    let id = shared.request_id();
    let prepared = shared.with(|world| {
        let (function, qualifier) = function_of(world, &matched.integration)?;
        if !allowed(world, matched, &function, qualifier.as_deref()) {
            return None;
        }
        let event = event::build(world, request, matched, &id);
        let payload = Bytes::from(event.to_string());
        Some(invoke::prepare(world, &function, qualifier.as_deref(), payload, &id))
    });
    let invocation = match prepared {
        None | Some(Err(_)) => return failed(),
        Some(Ok(invocation)) => invocation,
    };
    let limit =
        matched.integration.0.get("timeoutInMillis").and_then(Value::as_u64).unwrap_or(30_000);
    // The function runs to its end even when its caller is told that it took too long.
    let (running, owned) = (Arc::clone(shared), invocation);
    let task = tokio::spawn(async move { runtime::run_function(&running, owned).await });
    let two = matched.integration.text("payloadFormatVersion") == Some("2.0");
    match tokio::time::timeout(Duration::from_millis(limit), task).await {
        Err(_) => response::message(503, "Service Unavailable"),
        Ok(Ok(Ok(outcome))) if !outcome.failed => {
            response::read(&outcome.payload, two).unwrap_or_else(failed)
        }
        Ok(Ok(Err(fault))) if fault.status == 429 => response::message(503, "Service Unavailable"),
        Ok(_) => failed(),
    }
}

/// The function an integration names, by ARN or by its invocation path.
fn function_of(world: &World, integration: &Row) -> Option<(String, Option<String>)> {
    if integration.text("integrationType") != Some("AWS_PROXY") {
        return None;
    }
    let uri = integration.text("integrationUri")?;
    let arn = uri
        .split_once("/functions/")
        .map_or(uri, |(_, rest)| rest.trim_end_matches("/invocations"));
    let named = reference::parse(world, arn).ok()?;
    Some((named.name, named.qualifier))
}

/// Whether the qualifier's policy lets this API invoke it; an integration with credentials acts as its role.
fn allowed(world: &World, matched: &Matched, function: &str, qualifier: Option<&str>) -> bool {
    if matched.integration.text("credentialsArn").is_some() {
        return true;
    }
    let settings = world.settings();
    let route = match matched.found.key.split_once(' ') {
        Some(("ANY", path)) => format!("*{path}"),
        Some((method, path)) => format!("{method}{path}"),
        None => matched.found.key.clone(),
    };
    let source = format!(
        "arn:aws:execute-api:{}:{}:{}/{}/{route}",
        settings.region, settings.account, matched.api, matched.stage
    );
    permissions::lets_invoke(world, function, qualifier, "apigateway.amazonaws.com", &source)
}

fn record(
    shared: &Arc<Shared>,
    matched: &Matched,
    answer: &Response<Bytes>,
    began: std::time::Instant,
) {
    let status = answer.status();
    let latency = began.elapsed().as_secs_f64() * 1000.0;
    shared.with(|world| {
        let at_ms = world.now_ms();
        let (client, server) = (status.is_client_error(), status.is_server_error());
        crate::ops::cloudwatch::api_answered(
            world,
            &matched.api,
            &matched.stage,
            at_ms,
            (client, server),
            latency,
        );
    });
}

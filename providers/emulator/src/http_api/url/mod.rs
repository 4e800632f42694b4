//! The live side of function URLs: requests under `/_url/<id>/..` or for a URL's own host name.
//!
//! A request must be let in by the policy of the very qualifier that the URL belongs to, and becomes an invocation
//! through that qualifier. See <https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html>. An answer that
//! is streamed on AWS comes whole.

mod access;
mod event;

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use serde_json::{Map, Value, json};

use super::{cors, response};
use crate::ops::cloudwatch;
use crate::ops::lambda::{invoke, model};
use crate::runtime;
use crate::server::shared::Shared;
use crate::wire::{header, put_header, respond};
use crate::world::World;

/// A URL that a request is for.
#[derive(Debug)]
struct Door {
    id: String,
    function: String,
    qualifier: Option<String>,
    row: model::Url,
    /// The path below the URL.
    path: String,
}

/// Answers a request for a function URL; `None` leaves it to others.
pub(crate) async fn route(
    shared: &Arc<Shared>,
    request: &Request<Bytes>,
) -> Option<Response<Bytes>> {
    let (id, path) = addressed(request)?;
    let Some(door) = shared.with(|world| find(world, &id, path)) else {
        return Some(access::forbidden());
    };
    let began = Instant::now();
    let settings = door.row.cors.as_ref().map(camel);
    if let Some(mut answer) = settings.as_ref().and_then(|cors| cors::preflight(request, cors)) {
        *answer.status_mut() = StatusCode::OK;
        return Some(answer);
    }
    let request_id = shared.request_id();
    let answer = serve(shared, request, &door, &request_id).await;
    let mut answer = cors::dress(answer, request, settings.as_ref());
    put_header(&mut answer, "x-amzn-requestid", &request_id);
    record(shared, &door, answer.status(), began);
    Some(answer)
}

/// The URL's id and the path below it.
fn addressed(request: &Request<Bytes>) -> Option<(String, String)> {
    let path = request.uri().path();
    if let Some(rest) = path.strip_prefix("/_url/") {
        let (id, path) = rest.split_once('/').unwrap_or((rest, ""));
        return Some((id.to_owned(), format!("/{path}")));
    }
    let (id, rest) = header(request.headers(), "host")?.split_once('.')?;
    rest.starts_with("lambda-url.").then(|| (id.to_owned(), path.to_owned()))
}

fn find(world: &World, id: &str, path: String) -> Option<Door> {
    let (key, row) = world.lambda.urls.iter().find(|(_, row)| row.id == id)?;
    let (function, qualifier) = key.split_once('/')?;
    let qualifier = Some(qualifier.to_owned()).filter(|qualifier| qualifier != "$LATEST");
    Some(Door {
        id: id.to_owned(),
        function: function.to_owned(),
        qualifier,
        row: row.clone(),
        path,
    })
}

/// The settings of cross-origin requests in API Gateway's letters.
fn camel(cors: &Value) -> Value {
    let members = cors.as_object().into_iter().flatten();
    let members = members.map(|(name, value)| {
        let mut letters = name.chars();
        let first = letters.next().map(|first| first.to_ascii_lowercase());
        (first.into_iter().chain(letters).collect(), value.clone())
    });
    Value::Object(members.collect::<Map<String, Value>>())
}

async fn serve(
    shared: &Arc<Shared>,
    request: &Request<Bytes>,
    door: &Door,
    id: &str,
) -> Response<Bytes> {
    let prepared = shared.with(|world| {
        let who = access::check(world, request, door)?;
        let event = event::build(world, request, door, id, who.as_ref());
        let payload = Bytes::from(event.to_string());
        invoke::prepare(world, &door.function, door.qualifier.as_deref(), payload, id)
            .map_err(|_| Box::new(failed()))
    });
    let invocation = match prepared {
        Ok(invocation) => invocation,
        Err(refusal) => return *refusal,
    };
    match runtime::run_function(shared, invocation).await {
        Ok(outcome) if !outcome.failed => {
            response::read(&outcome.payload, true).unwrap_or_else(failed)
        }
        Err(fault) if fault.status == 429 => {
            let body = json!({ "Message": "Rate Exceeded." }).to_string();
            respond(429, "application/json", body)
        }
        Ok(_) | Err(_) => failed(),
    }
}

/// What a function's failure looks like from outside.
fn failed() -> Response<Bytes> {
    respond(502, "application/json", "Internal Server Error".to_owned())
}

fn record(shared: &Shared, door: &Door, status: StatusCode, began: Instant) {
    let latency_ms = began.elapsed().as_secs_f64() * 1000.0;
    shared.with(|world| {
        let mut count = |metric: &str, value: f64| {
            let qualifier = door.qualifier.as_deref();
            cloudwatch::event(world, &door.function, qualifier, metric, value);
        };
        count("UrlRequestCount", 1.0);
        count("Url4xxCount", f64::from(u8::from(status.is_client_error())));
        count("Url5xxCount", f64::from(u8::from(status.is_server_error())));
        count("UrlRequestLatency", latency_ms);
    });
}

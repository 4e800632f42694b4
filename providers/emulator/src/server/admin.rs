//! `/_cutover/..`: health, status, journal, reset. JSON, for people and for the command line.

use bytes::Bytes;
use http::{Method, Request, Response};
use serde_json::{Value, json};

use super::shared::Shared;
use crate::wire::{header, respond};

/// Answers a request under `/_cutover/`; `None` leaves it to others.
pub(crate) fn route(shared: &Shared, request: &Request<Bytes>) -> Option<Response<Bytes>> {
    let path = request.uri().path().strip_prefix("/_cutover/")?;
    // A web page in a browser on this machine could reach loopback; pages always send their origin on writes.
    if request.method() == Method::POST && header(request.headers(), "origin").is_some() {
        return Some(json_response(403, &json!({"message": "not for web pages"})));
    }
    Some(match (request.method().as_str(), path) {
        ("GET", "health") => json_response(
            200,
            &json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")}),
        ),
        ("GET", "status") => json_response(200, &shared.with(|world| world.status())),
        ("GET", "journal") => json_response(200, &journal(shared)),
        ("POST", "reset") => {
            shared.reset();
            json_response(200, &json!({"status": "empty"}))
        }
        _ => json_response(404, &json!({"message": "no such page"})),
    })
}

fn json_response(status: u16, body: &Value) -> Response<Bytes> {
    respond(status, "application/json", body.to_string())
}

fn journal(shared: &Shared) -> Value {
    let exchanges = shared.journal.read();
    let rows = exchanges.iter().map(|exchange| {
        json!({
            "service": exchange.service,
            "operation": exchange.operation,
            "request": exchange.request,
            "status": exchange.status,
            "error": exchange.error_code,
        })
    });
    Value::Array(rows.collect())
}

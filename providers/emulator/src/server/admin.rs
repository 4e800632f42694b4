//! `/_cutover/..`: health, status, journal, notes, reset (JSON, for people and the command line), and function code.

use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Value, json};

use super::shared::Shared;
use crate::wire::{percent_decoded, respond};

/// Answers a request under `/_cutover/`; `None` leaves it to others.
pub(crate) fn route(shared: &Shared, request: &Request<Bytes>) -> Option<Response<Bytes>> {
    let path = request.uri().path().strip_prefix("/_cutover/")?;
    Some(match (request.method().as_str(), path) {
        ("GET", "health") => {
            json_response(200, &json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")}))
        }
        ("GET", "status") => json_response(200, &shared.with(|world| world.status())),
        ("GET", "journal") => json_response(200, &journal(shared)),
        ("GET", "notes") => json_response(200, &shared.notes.read()),
        ("PUT" | "POST", note) if note.starts_with("notes/") => {
            take_note(shared, note, request.body())
        }
        ("POST", "reset") => {
            shared.reset();
            json_response(200, &json!({"status": "empty"}))
        }
        ("GET", code) if code.starts_with("code/") => content(shared, code),
        _ => json_response(404, &json!({"message": "no such page"})),
    })
}

/// A stored content (function code) by its key.
fn content(shared: &Shared, path: &str) -> Response<Bytes> {
    let key = percent_decoded(path.strip_prefix("code/").unwrap_or_default());
    let blob = shared.with(|world| world.blobs.get(&key).cloned());
    match blob {
        Some(blob) => respond(200, "application/zip", Bytes::copy_from_slice(&blob.0)),
        None => json_response(404, &json!({"message": "no such code"})),
    }
}

/// Keeps a note.
fn take_note(shared: &Shared, path: &str, body: &[u8]) -> Response<Bytes> {
    let name = percent_decoded(path.strip_prefix("notes/").unwrap_or_default());
    match serde_json::from_slice(body) {
        Ok(note) => {
            shared.notes.write(&name, note);
            json_response(200, &json!({"status": "kept"}))
        }
        Err(error) => json_response(400, &json!({"message": format!("a note is JSON: {error}")})),
    }
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

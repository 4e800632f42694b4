//! `/_cutover/..`: health, status, journal, notes, clock, reset (JSON, for people and the command line), and
//! function code.

use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Value, json};

use super::shared::Shared;
use crate::wire::{percent_decoded, respond};

/// Answers a request under `/_cutover/`; `None` leaves it to others.
pub(crate) async fn route(shared: &Shared, request: &Request<Bytes>) -> Option<Response<Bytes>> {
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
        ("GET", "clock") => json_response(200, &clock(shared)),
        ("POST", "clock") => move_clock(shared, request.body()).await,
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

/// What the clock shows.
fn clock(shared: &Shared) -> Value {
    shared.with(|world| {
        json!({
            "now_ms": world.now_ms(),
            "next_due_ms": world.next_due_ms(),
            "clock": world.settings().clock,
        })
    })
}

/// Moves a clock that stands still: `{"to_ms": ..}` or `{"by_ms": ..}`. Answers when all that was due has run.
async fn move_clock(shared: &Shared, body: &[u8]) -> Response<Bytes> {
    let wanted: Value = serde_json::from_slice(body).unwrap_or_default();
    let (to, by) = (wanted.get("to_ms").and_then(Value::as_u64), wanted.get("by_ms"));
    let now_ms = shared.with(|world| world.now_ms());
    let to = to.or_else(|| by.and_then(Value::as_u64).map(|by| now_ms.saturating_add(by)));
    let Some(to) = to else {
        let text = "say where to: {\"to_ms\": ..} or {\"by_ms\": ..}, in whole milliseconds";
        return json_response(400, &json!({ "message": text }));
    };
    if shared.advance(to).await {
        return json_response(200, &clock(shared));
    }
    json_response(409, &json!({ "message": "this world runs on real time, which moves by itself" }))
}

/// Keeps a note, or removes it when it is `null`.
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

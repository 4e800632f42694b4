//! The page of the local cloud: three files inside the program, and one document that they ask for again and again.
//!
//! The page shows what anybody may have named, from function names to notes, so nothing of it is ever read as markup,
//! and the browser is told to run nothing but the page's own script.

use bytes::Bytes;
use http::{Request, Response};
use serde_json::json;

use super::live::live;
use super::shared::Shared;
use crate::wire::{form, header, percent_decoded, put_header, respond};

/// Where the page is.
const PLACE: &str = "/_cutover/";

/// Nothing from elsewhere, nothing inline, in nobody's frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Answers a request for the page or for what it shows; `None` leaves it to others.
pub(super) fn route(shared: &Shared, request: &Request<Bytes>) -> Option<Response<Bytes>> {
    if request.method() != http::Method::GET {
        return None;
    }
    if is_front_door(request) {
        let mut response = respond(302, "text/plain", "");
        put_header(&mut response, "location", PLACE);
        return Some(response);
    }
    let (kind, body) = match request.uri().path().strip_prefix(PLACE)? {
        "" => ("text/html; charset=utf-8", Bytes::from_static(include_bytes!("page/page.html"))),
        "page.css" => {
            ("text/css; charset=utf-8", Bytes::from_static(include_bytes!("page/page.css")))
        }
        "page.js" => {
            ("text/javascript; charset=utf-8", Bytes::from_static(include_bytes!("page/page.js")))
        }
        "live" => {
            let asked = form(request.uri().query().unwrap_or_default());
            let filter = asked.into_iter().find(|(name, _)| name == "filter");
            let told = live(shared, &filter.map(|(_, text)| text).unwrap_or_default());
            ("application/json", Bytes::from(told.to_string()))
        }
        note => {
            let name = percent_decoded(note.strip_prefix("notes/")?);
            let note = shared.notes.one(&name);
            ("application/json", Bytes::from(json!(note).to_string()))
        }
    };
    Some(guarded(respond(200, kind, body)))
}

/// Whether a browser asks for the root: SDKs that list buckets sign their requests.
fn is_front_door(request: &Request<Bytes>) -> bool {
    let wants =
        header(request.headers(), "accept").is_some_and(|kinds| kinds.contains("text/html"));
    request.uri().path() == "/" && wants && header(request.headers(), "authorization").is_none()
}

fn guarded(mut response: Response<Bytes>) -> Response<Bytes> {
    let headers = [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "no-store"),
    ];
    for (name, value) in headers {
        put_header(&mut response, name, value);
    }
    response
}

//! What a request itself tells: its headers, its query, its body, its time.

use std::collections::BTreeMap;

use base64::Engine as _;
use bytes::Bytes;
use http::Request;
use serde_json::{Map, Value};

use crate::wire::{form, header};

/// Names with all their values.
pub(in crate::http_api) type Many = BTreeMap<String, Vec<String>>;

/// The body as text, or as base64 when its type is not one of text.
pub(in crate::http_api) fn body(request: &Request<Bytes>) -> (Option<String>, bool) {
    let body = request.body();
    if body.is_empty() {
        return (None, false);
    }
    let kind = header(request.headers(), "content-type").unwrap_or_default().to_ascii_lowercase();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let textual = kind.starts_with("text/")
        || kind.ends_with("json")
        || kind.ends_with("xml")
        || kind == "application/javascript";
    match std::str::from_utf8(body) {
        Ok(text) if textual => (Some(text.to_owned()), false),
        _ => (Some(base64::engine::general_purpose::STANDARD.encode(body)), true),
    }
}

/// The headers, with those that the way through a gateway adds.
pub(in crate::http_api) fn headers(request: &Request<Bytes>) -> Many {
    let mut all = Many::new();
    for (name, value) in request.headers() {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        all.entry(name.as_str().to_owned()).or_default().push(value);
    }
    all.entry("x-forwarded-for".to_owned()).or_insert_with(|| vec!["127.0.0.1".to_owned()]);
    all.entry("x-forwarded-proto".to_owned()).or_insert_with(|| vec!["http".to_owned()]);
    all
}

pub(in crate::http_api) fn queries(request: &Request<Bytes>) -> Many {
    let mut all = Many::new();
    for (name, value) in form(request.uri().query().unwrap_or_default()) {
        all.entry(name).or_default().push(value);
    }
    all
}

/// Each name with its values joined by commas.
pub(in crate::http_api) fn joined(all: &Many) -> Map<String, Value> {
    all.iter().map(|(name, values)| (name.clone(), values.join(",").into())).collect()
}

/// Each name with the last of its values.
pub(super) fn last(all: &Many) -> Map<String, Value> {
    all.iter().map(|(name, values)| (name.clone(), values.last().cloned().into())).collect()
}

/// Sets a member of an object.
pub(in crate::http_api) fn put(object: &mut Value, member: &str, value: Value) {
    if let Some(members) = object.as_object_mut() {
        members.insert(member.to_owned(), value);
    }
}

/// A time as access logs and events write it.
pub(in crate::http_api) fn time(at_ms: u64) -> String {
    let stamp = i64::try_from(at_ms).ok().and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
    stamp.unwrap_or_default().strftime("%d/%b/%Y:%H:%M:%S +0000").to_string()
}

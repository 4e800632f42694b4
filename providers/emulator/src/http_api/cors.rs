//! Cross-origin requests, where an API has settings for them.

use bytes::Bytes;
use http::{Method, Request, Response};
use serde_json::Value;

use crate::wire::{header, put_header};

/// Answers a preflight request; `None` for any other.
pub(super) fn preflight(request: &Request<Bytes>, cors: &Value) -> Option<Response<Bytes>> {
    let asked = header(request.headers(), "access-control-request-method").is_some();
    if request.method() != Method::OPTIONS || !asked {
        return None;
    }
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = http::StatusCode::NO_CONTENT;
    let mut response = dress(response, request, Some(cors));
    if response.headers().contains_key("access-control-allow-origin") {
        for (member, name) in [
            ("allowMethods", "access-control-allow-methods"),
            ("allowHeaders", "access-control-allow-headers"),
        ] {
            if let Some(list) = list(cors, member) {
                put_header(&mut response, name, &list);
            }
        }
        if let Some(age) = cors.get("maxAge").and_then(Value::as_i64) {
            put_header(&mut response, "access-control-max-age", &age.to_string());
        }
    }
    Some(response)
}

/// Adds what a cross-origin answer needs, in place of what the function said of it.
pub(super) fn dress(
    mut response: Response<Bytes>,
    request: &Request<Bytes>,
    cors: Option<&Value>,
) -> Response<Bytes> {
    let Some(cors) = cors else { return response };
    let own: Vec<_> = response
        .headers()
        .keys()
        .filter(|name| name.as_str().starts_with("access-control-"))
        .cloned()
        .collect();
    for name in own {
        response.headers_mut().remove(name);
    }
    let Some(origin) = header(request.headers(), "origin") else { return response };
    let origins = cors
        .get("allowOrigins")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    let Some(allowed) = origins.into_iter().find(|allowed| fits(allowed, origin)) else {
        return response;
    };
    if allowed == "*" {
        put_header(&mut response, "access-control-allow-origin", "*");
    } else {
        put_header(&mut response, "access-control-allow-origin", origin);
    }
    if let Some(exposed) = list(cors, "exposeHeaders") {
        put_header(&mut response, "access-control-expose-headers", &exposed);
    }
    if cors.get("allowCredentials").and_then(Value::as_bool) == Some(true) {
        put_header(&mut response, "access-control-allow-credentials", "true");
    }
    response
}

fn fits(allowed: &str, origin: &str) -> bool {
    // `https://*` allows every origin of a scheme.
    allowed == origin || allowed.strip_suffix('*').is_some_and(|start| origin.starts_with(start))
}

fn list(cors: &Value, member: &str) -> Option<String> {
    let items: Vec<&str> = cors.get(member)?.as_array()?.iter().filter_map(Value::as_str).collect();
    (!items.is_empty()).then(|| items.join(","))
}

//! A function's answer as an HTTP response.

use base64::Engine as _;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use serde_json::{Value, json};

use crate::wire::respond;

/// An answer of the gateway's own.
pub(super) fn message(status: u16, text: &str) -> Response<Bytes> {
    respond(status, "application/json", json!({ "message": text }).to_string())
}

/// Reads what a function answered; `None` for what the gateway cannot read.
///
/// Format 2.0 takes any JSON: without a status code, it is the body of a 200.
pub(super) fn read(payload: &Bytes, two: bool) -> Option<Response<Bytes>> {
    let value: Value = serde_json::from_slice(payload).ok()?;
    let status = value.get("statusCode").filter(|_| value.is_object());
    let Some(status) = status else {
        if !two {
            return None;
        }
        let body = match &value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        return Some(respond(200, "application/json", body));
    };
    let status = status.as_u64().or_else(|| status.as_str()?.parse().ok())?;
    let status = StatusCode::from_u16(u16::try_from(status).ok()?).ok()?;
    let mut response = Response::new(body(&value)?);
    *response.status_mut() = status;
    put_headers(&mut response, &value);
    let cookies = value.get("cookies").and_then(Value::as_array).into_iter().flatten();
    for cookie in cookies.filter_map(Value::as_str) {
        append(&mut response, "set-cookie", cookie);
    }
    if !response.headers().contains_key("content-type") {
        append(&mut response, "content-type", "text/plain;charset=UTF-8");
    }
    Some(response)
}

fn body(value: &Value) -> Option<Bytes> {
    let text = match value.get("body") {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    if value.get("isBase64Encoded").and_then(Value::as_bool) == Some(true) {
        return base64::engine::general_purpose::STANDARD.decode(text).ok().map(Bytes::from);
    }
    Some(Bytes::from(text))
}

fn put_headers(response: &mut Response<Bytes>, value: &Value) {
    let single = value.get("headers").and_then(Value::as_object).into_iter().flatten();
    for (name, value) in single {
        append(response, name, &text(value));
    }
    let multiple = value.get("multiValueHeaders").and_then(Value::as_object).into_iter().flatten();
    for (name, values) in multiple {
        for value in values.as_array().into_iter().flatten() {
            append(response, name, &text(value));
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Adds a header; the connection's own ones and what HTTP cannot carry are left out.
fn append(response: &mut Response<Bytes>, name: &str, value: &str) {
    let own = ["connection", "content-length", "transfer-encoding"];
    if own.iter().any(|own| name.eq_ignore_ascii_case(own)) {
        return;
    }
    if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
        response.headers_mut().append(name, value);
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::read;

    fn check(payload: &str, two: bool) -> Option<(u16, String, String)> {
        let response = read(&Bytes::from(payload.to_owned()), two)?;
        let kind = response.headers().get("content-type").map_or("", |kind| kind.to_str().unwrap());
        let body = String::from_utf8(response.body().to_vec()).unwrap();
        Some((response.status().as_u16(), kind.to_owned(), body))
    }

    #[test]
    fn answers_become_responses_by_the_rules_of_their_format() {
        let plain = Some((200, "application/json".to_owned(), r#"{"a":1}"#.to_owned()));
        assert_eq!(check(r#"{"a":1}"#, true), plain);
        assert_eq!(check(r#"{"a":1}"#, false), None);
        assert_eq!(check(r#""hello""#, true).unwrap().2, "hello");
        let made = check(
            r#"{"statusCode":201,"headers":{"Content-Type":"text/html"},"body":"<p>"}"#,
            true,
        );
        assert_eq!(made, Some((201, "text/html".to_owned(), "<p>".to_owned())));
        let encoded = check(r#"{"statusCode":"200","body":"aGk=","isBase64Encoded":true}"#, false);
        assert_eq!(encoded, Some((200, "text/plain;charset=UTF-8".to_owned(), "hi".to_owned())));
        assert_eq!(check(r#"{"statusCode":9999}"#, true), None);
    }
}

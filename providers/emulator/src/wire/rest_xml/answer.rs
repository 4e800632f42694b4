//! Answers and errors in XML, and the headers all of them carry.

use std::fmt::Write as _;

use bytes::Bytes;
use http::Response;
use quick_xml::escape::escape;
use serde_json::Value;
use sha2::Digest as _;

use super::super::{Envelope, put_header, respond};
use crate::ops::{Fault, Reply};

pub(in crate::wire) fn answer(
    envelope: &Envelope,
    reply: Reply,
    request_id: &str,
) -> Response<Bytes> {
    let operation = envelope.service.and_then(|service| service.operation(&envelope.operation));
    let root = operation.and_then(|operation| operation.route).map_or("", |route| route.root);
    let xmlns = envelope.service.map_or("", |service| service.xmlns);
    let status = reply.status.unwrap_or(envelope.code);
    let (kind, body) = match reply.payload {
        Some(payload) => ("", payload),
        None if root.is_empty() => ("", Bytes::new()),
        None => ("application/xml", Bytes::from(written(root, xmlns, &reply.body))),
    };
    let mut response = respond(status, kind, body);
    if kind.is_empty() {
        response.headers_mut().remove("content-type");
    }
    for (name, value) in &reply.headers {
        put_header(&mut response, name, value);
    }
    identify(&mut response, request_id);
    response
}

pub(in crate::wire) fn error(
    envelope: &Envelope,
    fault: &Fault,
    request_id: &str,
) -> Response<Bytes> {
    // Neither the answer to a HEAD nor "not modified" has a body: the status is all there is.
    let bare = envelope.operation.starts_with("Head") || fault.status == 304;
    let body = if bare { String::new() } else { told(fault, request_id) };
    let mut response = respond(fault.status, "application/xml", body);
    for (name, value) in &fault.extra {
        if let (Some(name), Some(value)) = (name.strip_prefix(HEADER), value.as_str()) {
            put_header(&mut response, name, value);
        }
    }
    identify(&mut response, request_id);
    response
}

/// What begins the name of an error's member that travels as a header.
pub(crate) const HEADER: &str = "header:";

fn told(fault: &Fault, request_id: &str) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>");
    element(&mut xml, "Code", &fault.code.as_str().into());
    element(&mut xml, "Message", &fault.message.as_str().into());
    for (name, value) in fault.extra.iter().filter(|(name, _)| !name.starts_with(HEADER)) {
        element(&mut xml, name, value);
    }
    element(&mut xml, "RequestId", &self::request_id(request_id).into());
    element(&mut xml, "HostId", &host_id(request_id).into());
    xml.push_str("</Error>");
    xml
}

/// S3 identifies its answers by two headers of its own.
fn identify(response: &mut Response<Bytes>, request_id: &str) {
    put_header(response, "x-amz-request-id", &self::request_id(request_id));
    put_header(response, "x-amz-id-2", &host_id(request_id));
}

/// A request id as S3 writes them: sixteen capital letters and digits.
pub(crate) fn request_id(id: &str) -> String {
    let letters = id.chars().filter(char::is_ascii_alphanumeric);
    letters.take(16).collect::<String>().to_ascii_uppercase()
}

pub(crate) fn host_id(request_id: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(request_id))
}

fn written(root: &str, xmlns: &str, body: &Value) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Writing to a String cannot fail.
    let _ = write!(xml, "<{root} xmlns=\"{xmlns}\">");
    contents(&mut xml, body);
    let _ = write!(xml, "</{root}>");
    xml
}

/// Writes one member: a list as the element again and again.
fn element(xml: &mut String, name: &str, value: &Value) {
    match value {
        Value::Null => {}
        Value::Array(items) => items.iter().for_each(|item| element(xml, name, item)),
        value => {
            // Writing to a String cannot fail.
            let _ = write!(xml, "<{name}{}>", attributes(value));
            contents(xml, value);
            let _ = write!(xml, "</{name}>");
        }
    }
}

/// Members whose names begin with `@`: attributes of the element, of the one schema that has any.
fn attributes(value: &Value) -> String {
    const SCHEMA: &str = "http://www.w3.org/2001/XMLSchema-instance";
    let mut out = String::new();
    for (name, value) in value.as_object().into_iter().flatten() {
        if let (Some(name), Some(value)) = (name.strip_prefix('@'), value.as_str()) {
            // Writing to a String cannot fail.
            let _ = write!(out, " xmlns:xsi=\"{SCHEMA}\" {name}=\"{}\"", escape(value));
        }
    }
    out
}

fn contents(xml: &mut String, value: &Value) {
    match value {
        Value::Object(map) => {
            let elements = map.iter().filter(|(name, _)| !name.starts_with('@'));
            elements.for_each(|(name, value)| element(xml, name, value));
        }
        Value::String(text) => xml.push_str(&escape(text.as_str())),
        Value::Null | Value::Array(_) => {}
        other => xml.push_str(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::written;

    #[test]
    fn members_become_elements_and_lists_repeat_them() {
        let body = json!({"Name": "a<b", "Contents": [{"Key": "k", "Size": 1}, {"Key": "l"}], "Gone": null});
        assert_eq!(
            written("R", "ns", &body).lines().last().unwrap(),
            "<R xmlns=\"ns\"><Name>a&lt;b</Name><Contents><Key>k</Key><Size>1</Size></Contents>\
             <Contents><Key>l</Key></Contents></R>"
        );
        let typed = written("R", "ns", &json!({"G": {"@xsi:type": "T", "ID": "i"}}));
        assert!(typed.contains("xsi:type=\"T\"><ID>i</ID></G>"), "{typed}");
        assert!(written("R", "ns", &json!("text")).ends_with(">text</R>"));
    }
}

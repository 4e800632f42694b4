//! AWS JSON 1.0 and 1.1: the operation in `X-Amz-Target`, members in a JSON body.

use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Value, json};

use super::{Call, Envelope, Refused, call, header, nobody, put_header, respond, rpc_fault};
use crate::ops::{Fault, Protocol, Reply, SERVICES};

pub(super) fn read(request: &Request<Bytes>, target: &str) -> Result<Call, Box<Refused>> {
    let version = match header(request.headers(), "content-type") {
        Some(kind) if kind.contains("json-1.0") => "1.0",
        _ => "1.1",
    };
    let (prefix, name) = target.rsplit_once('.').unwrap_or(("", target));
    let service =
        SERVICES.iter().copied().find(|service| service.target == prefix && !prefix.is_empty());
    let Some(service) = service else {
        return Err(nobody(Protocol::AwsJson(version), &format!("target {target}")));
    };
    let query_mode = header(request.headers(), "x-amzn-query-mode") == Some("true");
    call(service, Protocol::AwsJson(version), name, query_mode, members(request.body()))
}

/// The members of a JSON body; an empty body is an empty object.
pub(super) fn members(body: &[u8]) -> Result<Value, Fault> {
    if body.is_empty() {
        return Ok(json!({}));
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => Ok(Value::Object(members)),
        _ => Err(Fault::sender(
            400,
            "SerializationException",
            "the request body is not a JSON object",
        )),
    }
}

pub(super) fn answer(version: &str, reply: Reply) -> Response<Bytes> {
    let status = reply.status.unwrap_or(200);
    let mut response =
        respond(status, &format!("application/x-amz-json-{version}"), reply.body.to_string());
    for (name, value) in &reply.headers {
        put_header(&mut response, name, value);
    }
    response
}

pub(super) fn error(envelope: &Envelope, version: &str, fault: &Fault) -> Response<Bytes> {
    let (members, query) = rpc_fault(envelope, fault);
    let body = Value::Object(members).to_string();
    let mut response = respond(fault.status, &format!("application/x-amz-json-{version}"), body);
    if let Some(query) = query {
        put_header(&mut response, "x-amzn-query-error", &query);
    }
    response
}

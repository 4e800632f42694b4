//! Smithy RPC v2 CBOR: `POST /service/<target>/operation/<name>` with CBOR bodies (CloudWatch's newest clients).

use base64::Engine as _;
use bytes::Bytes;
use ciborium::Value as Cbor;
use http::{Request, Response};
use serde_json::{Number, Value, json};

use super::{Call, Envelope, Refused, call, header, nobody, put_header, respond, rpc_fault};
use crate::ops::{Fault, Protocol, Reply, SERVICES};

/// The CBOR tag of epoch seconds.
const EPOCH: u64 = 1;

/// The service target and operation of an RPC v2 path.
pub(super) fn parts(request: &Request<Bytes>) -> Option<(String, String)> {
    if header(request.headers(), "smithy-protocol") != Some("rpc-v2-cbor") {
        return None;
    }
    let (_, rest) = request.uri().path().rsplit_once("/service/")?;
    let (service, operation) = rest.split_once("/operation/")?;
    Some((service.to_owned(), operation.trim_end_matches('/').to_owned()))
}

pub(super) fn read(
    request: &Request<Bytes>,
    parts: (String, String),
) -> Result<Call, Box<Refused>> {
    let (target, name) = parts;
    let service =
        SERVICES.iter().copied().find(|service| service.target == target && !target.is_empty());
    let Some(service) = service else {
        return Err(nobody(Protocol::RpcCbor, &format!("service {target}")));
    };
    let query_mode = header(request.headers(), "x-amzn-query-mode") == Some("true");
    call(service, Protocol::RpcCbor, &name, query_mode, members(request.body()))
}

fn members(body: &[u8]) -> Result<Value, Fault> {
    if body.is_empty() {
        return Ok(json!({}));
    }
    let bad = || Fault::sender(400, "SerializationException", "the request body is not a CBOR map");
    let value: Cbor = ciborium::from_reader(body).map_err(|_| bad())?;
    match to_json(&value) {
        Value::Object(members) => Ok(Value::Object(members)),
        _ => Err(bad()),
    }
}

fn to_json(value: &Cbor) -> Value {
    match value {
        Cbor::Bool(flag) => Value::Bool(*flag),
        Cbor::Text(text) => Value::String(text.clone()),
        Cbor::Bytes(bytes) => {
            Value::String(base64::engine::general_purpose::STANDARD.encode(bytes))
        }
        Cbor::Integer(number) => i64::try_from(*number)
            .map_or_else(|_| u64::try_from(*number).map_or(Value::Null, Value::from), Value::from),
        Cbor::Float(number) => Number::from_f64(*number).map_or(Value::Null, Value::Number),
        Cbor::Tag(_, inner) => to_json(inner),
        Cbor::Array(items) => Value::Array(items.iter().map(to_json).collect()),
        Cbor::Map(entries) => {
            let pairs = entries
                .iter()
                .filter_map(|(key, value)| Some((key.as_text()?.to_owned(), to_json(value))));
            Value::Object(pairs.collect())
        }
        _ => Value::Null,
    }
}

pub(super) fn answer(envelope: &Envelope, reply: Reply) -> Response<Bytes> {
    let timestamps = envelope.service.map_or(&[][..], |service| service.timestamps);
    respond_cbor(reply.status.unwrap_or(200), &reply.body, timestamps)
}

pub(super) fn error(envelope: &Envelope, fault: &Fault) -> Response<Bytes> {
    let (members, query) = rpc_fault(envelope, fault);
    let mut response = respond_cbor(fault.status, &Value::Object(members), &[]);
    if let Some(query) = query {
        put_header(&mut response, "x-amzn-query-error", &query);
    }
    response
}

fn respond_cbor(status: u16, body: &Value, timestamps: &[&str]) -> Response<Bytes> {
    let mut bytes = Vec::new();
    // Writing to memory cannot fail.
    let _ = ciborium::into_writer(&from_json(body, false, timestamps), &mut bytes);
    let mut response = respond(status, "application/cbor", bytes);
    put_header(&mut response, "smithy-protocol", "rpc-v2-cbor");
    response
}

/// A JSON value as CBOR; numbers of timestamp members, alone or in lists, are tagged as epoch seconds.
fn from_json(value: &Value, timestamp: bool, timestamps: &[&str]) -> Cbor {
    match value {
        Value::Null => Cbor::Null,
        Value::Bool(flag) => Cbor::Bool(*flag),
        Value::String(text) => Cbor::Text(text.clone()),
        Value::Number(number) if timestamp => {
            Cbor::Tag(EPOCH, Box::new(Cbor::Float(number.as_f64().unwrap_or_default())))
        }
        Value::Number(number) => number.as_i64().map_or_else(
            || Cbor::Float(number.as_f64().unwrap_or_default()),
            |number| Cbor::Integer(number.into()),
        ),
        Value::Array(items) => {
            Cbor::Array(items.iter().map(|item| from_json(item, timestamp, timestamps)).collect())
        }
        Value::Object(members) => Cbor::Map(
            members
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| {
                    let timestamp = timestamps.contains(&name.as_str());
                    (Cbor::Text(name.clone()), from_json(value, timestamp, timestamps))
                })
                .collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Cbor, from_json, to_json};

    #[test]
    fn timestamps_travel_tagged_and_floats_stay_floats() {
        let value = json!({"At": 12.5, "Values": [1.0, 2.0], "Count": 3});
        let cbor = from_json(&value, false, &["At"]);
        let entries = cbor.as_map().unwrap();
        assert_eq!(entries[0].1, Cbor::Tag(1, Box::new(Cbor::Float(12.5))));
        assert_eq!(entries[1].1, Cbor::Array(vec![Cbor::Float(1.0), Cbor::Float(2.0)]));
        assert_eq!(to_json(&cbor), value);
    }
}

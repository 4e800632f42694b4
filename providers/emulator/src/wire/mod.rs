//! The protocols: from an HTTP request to (service, operation, members), and from an answer back to HTTP.
//!
//! The service is the one named in the signature's scope; unsigned requests are placed by their target, path or
//! action. Signatures are read, not verified.

mod aws_json;
mod cbor;
mod query_xml;
mod rest_json;
mod rest_xml;
pub(crate) mod sigv4;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode};
use percent_encoding::percent_decode_str;

pub(crate) use rest_xml::{
    HEADER as S3_HEADER, host_id as s3_host_id, request_id as s3_request_id,
};

use crate::ops::{Caller, Fault, Input, Operation, Protocol, Reply, SERVICES, Service};

/// A call that was understood.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) service: &'static Service,
    pub(crate) operation: &'static Operation,
    pub(crate) input: Input,
    pub(crate) envelope: Envelope,
}

/// What is needed to write an answer in the caller's protocol.
#[derive(Debug, Clone)]
pub(crate) struct Envelope {
    pub(crate) service: Option<&'static Service>,
    pub(crate) protocol: Protocol,
    pub(crate) operation: String,
    /// The status of success.
    pub(crate) code: u16,
    /// Whether a JSON client asked for Query error codes.
    pub(crate) query_mode: bool,
}

/// A request that is no call we serve, with the way to say so.
#[derive(Debug, Clone)]
pub(crate) struct Refused {
    pub(crate) envelope: Envelope,
    pub(crate) fault: Fault,
}

/// Understands a request.
pub(crate) fn read(request: &Request<Bytes>) -> Result<Call, Box<Refused>> {
    let scope = sigv4::scope(request);
    let named = scope.as_ref().map(|scope| scope.service.as_str());
    if let Some(parts) = cbor::parts(request) {
        return cbor::read(request, parts);
    }
    if let Some(target) = header(request.headers(), "x-amz-target") {
        return aws_json::read(request, target);
    }
    if let Some(service) = rest_xml::service(request, named) {
        return rest_xml::read(request, service);
    }
    if query_xml::looks_like(request) {
        return query_xml::read(request, named);
    }
    rest_json::read(request, named)
}

/// Writes an answer or a fault in the caller's protocol.
pub(crate) fn write(
    envelope: &Envelope,
    result: Result<Reply, Fault>,
    request_id: &str,
) -> Response<Bytes> {
    let mut response = match (envelope.protocol, result) {
        (Protocol::RestJson, Ok(reply)) => rest_json::answer(envelope, reply),
        (Protocol::RestJson, Err(fault)) => rest_json::error(&fault),
        (Protocol::AwsJson(version), Ok(reply)) => aws_json::answer(version, reply),
        (Protocol::AwsJson(version), Err(fault)) => aws_json::error(envelope, version, &fault),
        (Protocol::Query, Ok(reply)) => query_xml::answer(envelope, reply, request_id),
        (Protocol::Query, Err(fault)) => query_xml::error(envelope, &fault, request_id),
        (Protocol::RestXml, Ok(reply)) => return rest_xml::answer(envelope, reply, request_id),
        (Protocol::RestXml, Err(fault)) => return rest_xml::error(envelope, &fault, request_id),
        (Protocol::RpcCbor, Ok(reply)) => cbor::answer(envelope, reply),
        (Protocol::RpcCbor, Err(fault)) => cbor::error(envelope, &fault),
    };
    put_header(&mut response, "x-amzn-requestid", request_id);
    response
}

/// The caller of a request.
pub(crate) fn caller(request: &Request<Bytes>, request_id: &str) -> Caller {
    let scope = sigv4::scope(request);
    Caller {
        access_key: scope.map(|scope| scope.access_key),
        host: header(request.headers(), "host")
            .or_else(|| request.uri().authority().map(http::uri::Authority::as_str))
            .unwrap_or("127.0.0.1")
            .to_owned(),
        request_id: request_id.to_owned(),
    }
}

/// A call of an operation found in a service's table, or the refusal of one that is not there.
fn call(
    service: &'static Service,
    protocol: Protocol,
    name: &str,
    query_mode: bool,
    members: Result<serde_json::Value, Fault>,
) -> Result<Call, Box<Refused>> {
    let envelope = Envelope {
        service: Some(service),
        protocol,
        operation: name.to_owned(),
        code: 200,
        query_mode,
    };
    let Some(operation) = service.operation(name) else {
        let fault = unknown_operation(protocol, service, name);
        return Err(Box::new(Refused { envelope, fault }));
    };
    match members {
        Ok(members) => Ok(Call {
            service,
            operation,
            input: Input::new(members, service.validation),
            envelope,
        }),
        Err(fault) => Err(Box::new(Refused { envelope, fault })),
    }
}

fn unknown_operation(protocol: Protocol, service: &Service, name: &str) -> Fault {
    match protocol {
        Protocol::Query => Fault::sender(
            400,
            "InvalidAction",
            format!("Could not find operation {name} for version {}", service.version),
        ),
        Protocol::RestJson | Protocol::RestXml | Protocol::AwsJson(_) | Protocol::RpcCbor => {
            Fault::sender(
                400,
                "UnknownOperationException",
                format!("{} has no operation {name} in the local cloud", service.name),
            )
        }
    }
}

/// The refusal of a request that names no service we serve.
fn nobody(protocol: Protocol, what: &str) -> Box<Refused> {
    let envelope = Envelope {
        service: None,
        protocol,
        operation: String::new(),
        code: 200,
        query_mode: false,
    };
    let text = format!("the local cloud does not serve {what}");
    let code =
        if protocol == Protocol::Query { "InvalidAction" } else { "UnknownOperationException" };
    let status = if protocol == Protocol::RestJson { 404 } else { 400 };
    Box::new(Refused { envelope, fault: Fault::sender(status, code, text) })
}

/// The service of a SigV4 scope.
fn by_signing(name: Option<&str>) -> Option<&'static Service> {
    let name = name?;
    SERVICES.iter().copied().find(|service| service.signing == name)
}

pub(crate) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Sets a header, leaving out what HTTP cannot carry.
pub(crate) fn put_header(response: &mut Response<Bytes>, name: &str, value: &str) {
    if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
        response.headers_mut().insert(name, value);
    }
}

/// A response of a status, content type and body.
pub(crate) fn respond(status: u16, content_type: &str, body: impl Into<Bytes>) -> Response<Bytes> {
    let mut response = Response::new(body.into());
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    put_header(&mut response, "content-type", content_type);
    response
}

pub(crate) fn percent_decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// The parameters of a form body or query string, decoded, in order.
pub(crate) fn form(text: &str) -> Vec<(String, String)> {
    let decoded = |part: &str| percent_decoded(&part.replace('+', " "));
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
        .collect()
}

/// The error that every JSON-like body carries: extra members, and the message unless they name it.
fn fault_members(fault: &Fault) -> serde_json::Map<String, serde_json::Value> {
    let mut members: serde_json::Map<_, _> = fault.extra.clone().into_iter().collect();
    if !members.contains_key("Message") {
        members.insert("message".to_owned(), fault.message.clone().into());
    }
    members
}

/// `__type` and, where the client asked, the Query code, for the two RPC protocols.
fn rpc_fault(
    envelope: &Envelope,
    fault: &Fault,
) -> (serde_json::Map<String, serde_json::Value>, Option<String>) {
    let namespace = envelope.service.map_or("", |service| service.namespace);
    let kind = match fault.code.as_str() {
        "ValidationException"
            if envelope
                .service
                .is_some_and(|service| service.validation == "ValidationException") =>
        {
            "com.amazon.coral.validate#ValidationException".to_owned()
        }
        "UnknownOperationException" => {
            "com.amazon.coral.service#UnknownOperationException".to_owned()
        }
        code if namespace.is_empty() => code.to_owned(),
        code => format!("{namespace}#{code}"),
    };
    let mut members = serde_json::Map::new();
    members.insert("__type".to_owned(), kind.into());
    members.extend(fault_members(fault));
    let wanted =
        envelope.query_mode && envelope.service.is_some_and(|service| service.query_compatible);
    let query = wanted.then(|| {
        let code = fault.query_code.as_ref().unwrap_or(&fault.code);
        format!("{code};{}", if fault.sender { "Sender" } else { "Receiver" })
    });
    (members, query)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::Request;

    use super::{read, write};
    use crate::world::rng::Rng;

    /// Pieces that requests of AWS's protocols are made of, whole and broken.
    const PIECES: &[&str] = &[
        "/",
        "2015-03-31",
        "functions",
        "service",
        "operation",
        "AmazonSQS",
        "GetQueueUrl",
        "Action",
        "=",
        "&",
        ".",
        "member",
        "1",
        "%",
        "%zz",
        "%F0%9F",
        "{",
        "}",
        "[",
        "]",
        "\"",
        ":",
        "?",
        "QueueUrl",
        "\u{a1}",
        "null",
        "+",
    ];

    fn text(rng: &mut Rng, most: usize) -> String {
        let count = rng.below(most);
        (0..count).filter_map(|_| PIECES.get(rng.below(PIECES.len()))).copied().collect()
    }

    #[test]
    fn no_request_however_broken_is_left_without_an_answer() {
        let mut rng = Rng::new(1);
        let kinds = [
            "application/x-www-form-urlencoded",
            "application/x-amz-json-1.0",
            "application/cbor",
            "",
        ];
        let scopes = ["sqs", "iam", "lambda", "nobody"];
        let mut answered = 0;
        for _ in 0..5_000 {
            let path: String = text(&mut rng, 8).chars().filter(char::is_ascii_graphic).collect();
            let mut request = Request::post(format!("/{path}"))
                .header("content-type", kinds[rng.below(4)])
                .header(
                    "authorization",
                    format!("Credential=K/1/r/{}/aws4_request", scopes[rng.below(4)]),
                );
            match rng.below(3) {
                0 => {
                    request =
                        request.header("x-amz-target", format!("AmazonSQS.{}", text(&mut rng, 2)));
                }
                1 => request = request.header("smithy-protocol", "rpc-v2-cbor"),
                _ => {}
            }
            let Ok(request) = request.body(Bytes::from(text(&mut rng, 12))) else { continue };
            if let Err(refused) = read(&request) {
                let response = write(&refused.envelope, Err(refused.fault), "id");
                assert!(response.status().is_client_error());
            }
            answered += 1;
        }
        assert!(answered > 2_000, "{answered}");
    }
}

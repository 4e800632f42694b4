//! REST-XML, as S3 speaks it: the operation in method, address and sub-resource, members in path, query, headers and
//! an XML document, bodies as they are.

mod address;
mod answer;
mod chunked;
mod document;

use bytes::Bytes;
use http::Request;
use serde_json::{Map, Value};
use sha2::Digest as _;

use super::{Call, Envelope, Refused, by_signing, form, header};
use crate::ops::operation::Route;
use crate::ops::{Fault, Input, Operation, Protocol, SERVICES, Service};
use address::Address;

pub(crate) use answer::{HEADER, host_id, request_id};
pub(super) use answer::{answer, error};

/// Query parameters that choose an operation. One that no operation was chosen by must not be passed over.
const SUBRESOURCES: &[&str] = &[
    "abac",
    "accelerate",
    "acl",
    "analytics",
    "annotation",
    "attributes",
    "cors",
    "delete",
    "encryption",
    "intelligent-tiering",
    "inventory",
    "legal-hold",
    "lifecycle",
    "location",
    "logging",
    "metadataConfiguration",
    "metadataTable",
    "metrics",
    "notification",
    "object-lock",
    "ownershipControls",
    "policy",
    "policyStatus",
    "publicAccessBlock",
    "renameObject",
    "replication",
    "requestPayment",
    "restore",
    "retention",
    "select",
    "session",
    "tagging",
    "torrent",
    "uploads",
    "versioning",
    "versions",
    "website",
];

/// A header that chooses an operation, as a query parameter would.
const COPY_SOURCE: &str = "x-amz-copy-source";

/// The prefix of the headers that carry an object's own metadata.
const META: &str = "x-amz-meta-";

/// The service a request is meant for, when it is one of this protocol: by its signature's scope, by a signature of
/// the older kind, or by its host.
pub(super) fn service(request: &Request<Bytes>, named: Option<&str>) -> Option<&'static Service> {
    if named.is_some() {
        return by_signing(named).filter(|service| service.protocol == Protocol::RestXml);
    }
    let old = header(request.headers(), "authorization")
        .is_some_and(|text| text.starts_with("AWS "))
        || request.uri().query().is_some_and(|query| query.contains("AWSAccessKeyId="));
    if !old && !address::is_s3(&address::host(request)) {
        return None;
    }
    SERVICES.iter().copied().find(|service| service.protocol == Protocol::RestXml)
}

pub(super) fn read(
    request: &Request<Bytes>,
    service: &'static Service,
) -> Result<Call, Box<Refused>> {
    let address = address::read(request);
    let mut query = form(request.uri().query().unwrap_or(""));
    if let Some(source) = header(request.headers(), COPY_SOURCE) {
        query.push((COPY_SOURCE.to_owned(), source.to_owned()));
    }
    let Some((operation, route)) = chosen(service, request.method().as_str(), &address, &query)
    else {
        return Err(refused(service, method_not_allowed(request.method().as_str())));
    };
    let fixed = |name: &str| pairs(route).any(|(fixed, _)| fixed == name);
    let missed =
        query.iter().find(|(name, _)| SUBRESOURCES.contains(&name.as_str()) && !fixed(name));
    if missed.is_some() {
        return Err(refused(service, not_implemented()));
    }
    let envelope = Envelope {
        service: Some(service),
        protocol: Protocol::RestXml,
        operation: operation.name.to_owned(),
        code: route.code,
        query_mode: false,
    };
    match members(request, route, address, query) {
        Ok((members, payload)) => {
            let mut input = Input::new(Value::Object(members), service.validation);
            input.payload = payload;
            Ok(Call { service, operation, input, envelope })
        }
        Err(fault) => Err(Box::new(Refused { envelope, fault })),
    }
}

/// The operation that fits most of the query.
fn chosen(
    service: &'static Service,
    method: &str,
    address: &Address,
    query: &[(String, String)],
) -> Option<(&'static Operation, &'static Route)> {
    let place = match address {
        Address::Service => "/",
        Address::Bucket(_) => "/{Bucket}",
        Address::Object(..) => "/{Bucket}/{Key+}",
    };
    let fits = |route: &Route| {
        route.method == method
            && route.path.split('?').next() == Some(place)
            && pairs(route).all(|(name, value)| {
                query.iter().any(|(given, with)| given == name && value.is_none_or(|v| v == with))
            })
    };
    let routed = service.operations.iter().filter_map(|one| Some((one, one.route.as_ref()?)));
    routed.filter(|(_, route)| fits(route)).max_by_key(|(_, route)| pairs(route).count())
}

/// The query parameters an operation is chosen by.
fn pairs(route: &Route) -> impl Iterator<Item = (&'static str, Option<&'static str>)> {
    let query = route.path.split_once('?').map_or("", |(_, query)| query);
    query.split('&').filter(|pair| !pair.is_empty()).map(|pair| match pair.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (pair, None),
    })
}

fn members(
    request: &Request<Bytes>,
    route: &Route,
    address: Address,
    query: Vec<(String, String)>,
) -> Result<(Map<String, Value>, Bytes), Fault> {
    let body = chunked::read(request).map_err(|_| incomplete_body())?;
    check_digest(request)?;
    let mut members = Map::new();
    for (name, value) in query {
        let member = route.query.iter().find(|(wire, _)| *wire == name);
        if let Some((_, member)) = member {
            members.insert((*member).to_owned(), value.into());
        }
    }
    let trailers = body.trailers.iter().map(|(name, value)| (name.as_str(), value.clone()));
    let headers = request.headers().iter().map(|(name, value)| {
        (name.as_str(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    });
    let mut metadata = Map::new();
    for (name, value) in headers.chain(trailers) {
        if let Some(key) = name.strip_prefix(META) {
            metadata.insert(key.to_owned(), value.into());
        } else if let Some((_, member)) = route.headers.iter().find(|(wire, _)| *wire == name) {
            members.insert((*member).to_owned(), value.into());
        }
    }
    if !metadata.is_empty() {
        members.insert("Metadata".to_owned(), Value::Object(metadata));
    }
    match address {
        Address::Service => {}
        Address::Bucket(bucket) => drop(members.insert("Bucket".to_owned(), bucket.into())),
        Address::Object(bucket, key) => {
            members.insert("Bucket".to_owned(), bucket.into());
            members.insert("Key".to_owned(), key.into());
        }
    }
    if !route.document.is_empty() && !body.content.is_empty() {
        members.insert(route.document.to_owned(), parsed(&body.content, route.document)?);
    }
    Ok((members, body.content))
}

/// The document of a root's name.
fn parsed(body: &[u8], root: &str) -> Result<Value, Fault> {
    let text = std::str::from_utf8(body).ok();
    match text.and_then(document::read) {
        Some((name, value)) if name == root => Ok(value),
        _ => Err(malformed()),
    }
}

/// A body must have the digest that its sender signed.
fn check_digest(request: &Request<Bytes>) -> Result<(), Fault> {
    let Some(told) = header(request.headers(), "x-amz-content-sha256") else { return Ok(()) };
    let is_digest = told.len() == 64 && told.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_digest || told.eq_ignore_ascii_case(&hex::encode(sha2::Sha256::digest(request.body()))) {
        return Ok(());
    }
    let text = "The provided 'x-amz-content-sha256' header does not match what was computed.";
    Err(Fault::sender(400, "XAmzContentSHA256Mismatch", text))
}

fn refused(service: &'static Service, fault: Fault) -> Box<Refused> {
    let envelope = Envelope {
        service: Some(service),
        protocol: Protocol::RestXml,
        operation: String::new(),
        code: 200,
        query_mode: false,
    };
    Box::new(Refused { envelope, fault })
}

fn malformed() -> Fault {
    let text =
        "The XML you provided was not well-formed or did not validate against our published schema";
    Fault::sender(400, "MalformedXML", text)
}

fn incomplete_body() -> Fault {
    let text =
        "You did not provide the number of bytes specified by the Content-Length HTTP header";
    Fault::sender(400, "IncompleteBody", text)
}

fn not_implemented() -> Fault {
    let text = "A header you provided implies functionality that is not implemented";
    Fault::receiver(501, "NotImplemented", text)
}

fn method_not_allowed(method: &str) -> Fault {
    let text = "The specified method is not allowed against this resource.";
    Fault::sender(405, "MethodNotAllowed", text).with("Method", method)
}

//! REST-JSON: the operation in method and path, members in path, query, headers and a JSON body.

use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Map, Value};

use super::{
    Call, Envelope, Refused, aws_json, by_signing, fault_members, form, header, nobody,
    percent_decoded, put_header, respond,
};
use crate::ops::operation::Route;
use crate::ops::{Fault, Input, Operation, Protocol, Reply, SERVICES, Service};

pub(super) fn read(request: &Request<Bytes>, named: Option<&str>) -> Result<Call, Box<Refused>> {
    let signed = by_signing(named);
    if let (Some(name), None) = (named, signed) {
        return Err(nobody(Protocol::RestJson, &format!("service {name}")));
    }
    // A client of another protocol that went astray is told so in its own words.
    if let Some(service) = signed.filter(|service| service.protocol != Protocol::RestJson) {
        let what = format!("{} {} of {}", request.method(), request.uri().path(), service.name);
        return Err(nobody(service.protocol, &what));
    }
    let mut best: Option<(&'static Service, &'static Operation, Matched)> = None;
    for service in SERVICES
        .iter()
        .copied()
        .filter(|service| service.protocol != Protocol::RestXml)
        .filter(|service| signed.is_none_or(|signed| signed.name == service.name))
    {
        for operation in service.operations {
            let Some(route) = &operation.route else {
                continue;
            };
            let found = matched(route, request);
            if let Some(found) = found.filter(|found| {
                best.as_ref().is_none_or(|(_, _, best)| found.literals > best.literals)
            }) {
                best = Some((service, operation, found));
            }
        }
    }
    let Some((service, operation, found)) = best else {
        return Err(nobody(
            Protocol::RestJson,
            &format!("{} {}", request.method(), request.uri().path()),
        ));
    };
    complete(request, service, operation, found)
}

/// A request that fits a route.
#[derive(Debug)]
struct Matched {
    /// How many parts fit literally: of two fitting routes the more literal one is meant.
    literals: usize,
    labels: Vec<(String, String)>,
}

fn matched(route: &Route, request: &Request<Bytes>) -> Option<Matched> {
    if request.method().as_str() != route.method {
        return None;
    }
    let (path, fixed) =
        route.path.split_once('?').map_or((route.path, None), |(path, query)| (path, Some(query)));
    let mut found = Matched { literals: 0, labels: Vec::new() };
    let mut wanted = path.trim_matches('/').split('/');
    let mut given = request.uri().path().trim_matches('/').split('/');
    loop {
        let (part, segment) = match (wanted.next(), given.next()) {
            (None, None) => break,
            (Some(part), Some(segment)) => (part, segment),
            _ => return None,
        };
        match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(label) => match label.strip_suffix('+') {
                Some(label) => {
                    let rest: Vec<&str> = std::iter::once(segment).chain(given.by_ref()).collect();
                    found.labels.push((label.to_owned(), percent_decoded(&rest.join("/"))));
                }
                None if segment.is_empty() => return None,
                None => found.labels.push((label.to_owned(), percent_decoded(segment))),
            },
            None if part == percent_decoded(segment) => found.literals += 1,
            None => return None,
        }
    }
    if let Some(fixed) = fixed {
        let query = request.uri().query().unwrap_or("");
        if !query.split('&').any(|pair| pair == fixed) {
            return None;
        }
        found.literals += 1;
    }
    Some(found)
}

/// Gathers the members of a call whose route is known.
fn complete(
    request: &Request<Bytes>,
    service: &'static Service,
    operation: &'static Operation,
    found: Matched,
) -> Result<Call, Box<Refused>> {
    // Invariant: only operations with a route are matched.
    let Some(route) = &operation.route else {
        return Err(nobody(Protocol::RestJson, operation.name));
    };
    let envelope = Envelope {
        service: Some(service),
        protocol: Protocol::RestJson,
        operation: operation.name.to_owned(),
        code: route.code,
        query_mode: false,
    };
    let body = if route.payload {
        Ok(Value::Object(Map::new()))
    } else {
        aws_json::members(request.body())
    };
    let mut members = match body {
        Ok(Value::Object(members)) => members,
        Ok(_) => Map::new(),
        Err(fault) => return Err(Box::new(Refused { envelope, fault })),
    };
    for (name, value) in form(request.uri().query().unwrap_or("")) {
        query_member(&mut members, route, name, value);
    }
    for (name, member) in route.headers {
        if let Some(value) = header(request.headers(), name) {
            members.insert((*member).to_owned(), value.into());
        }
    }
    members.extend(found.labels.into_iter().map(|(name, value)| (name, Value::String(value))));
    let mut input = Input::new(Value::Object(members), service.validation);
    if route.payload {
        input.payload = request.body().clone();
    }
    Ok(Call { service, operation, input, envelope })
}

fn query_member(members: &mut Map<String, Value>, route: &Route, name: String, value: String) {
    let member = route
        .query
        .iter()
        .find(|(wire, _)| *wire == name)
        .map_or(name.as_str(), |(_, member)| *member);
    match member.strip_suffix("[]") {
        Some(list) => {
            let items = members.entry(list).or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(items) = items {
                items.push(value.into());
            }
        }
        None => {
            members.insert(member.to_owned(), value.into());
        }
    }
}

pub(super) fn answer(envelope: &Envelope, reply: Reply) -> Response<Bytes> {
    let status = reply.status.unwrap_or(envelope.code);
    let body = match reply.payload {
        Some(payload) => payload,
        None if status == 204 => Bytes::new(),
        None => Bytes::from(reply.body.to_string()),
    };
    let mut response = respond(status, "application/json", body);
    for (name, value) in &reply.headers {
        put_header(&mut response, name, value);
    }
    response
}

pub(super) fn error(fault: &Fault) -> Response<Bytes> {
    let body = Value::Object(fault_members(fault)).to_string();
    let mut response = respond(fault.status, "application/json", body);
    put_header(&mut response, "x-amzn-errortype", &fault.code);
    response
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::Request;

    use super::matched;
    use crate::ops::operation::Route;

    fn check(template: &'static str, uri: &str) -> Option<Vec<(String, String)>> {
        let route = Route {
            method: "GET",
            path: template,
            code: 200,
            query: &[],
            headers: &[],
            payload: false,
            document: "",
            root: "",
        };
        let request = Request::builder().uri(uri).body(Bytes::new()).unwrap();
        matched(&route, &request).map(|found| found.labels)
    }

    #[test]
    fn labels_are_decoded_and_fixed_queries_must_be_there() {
        let label = |value: &str| Some(vec![("F".to_owned(), value.to_owned())]);
        assert_eq!(check("/x/{F}/y", "/x/arn%3Aaws%3Afunction%2Fa/y"), label("arn:aws:function/a"));
        assert_eq!(check("/x/{F+}", "/x/a/b"), label("a/b"));
        assert_eq!(check("/x/", "/x"), Some(vec![]));
        assert_eq!(check("/x/{F}?List=ALL", "/x/a"), None);
        assert_eq!(check("/x/{F}?List=ALL", "/x/a?List=ALL&M=1"), label("a"));
        assert_eq!(check("/x/{F}", "/x/a/b"), None);
    }
}

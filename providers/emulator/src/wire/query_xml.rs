//! The Query protocol: `Action` and dotted parameters in a form body, answers in XML.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use bytes::Bytes;
use http::{Method, Request, Response};
use quick_xml::escape::escape;
use serde_json::{Map, Value};

use super::{Call, Envelope, Refused, by_signing, call, form, header, nobody, respond};
use crate::ops::{Fault, Protocol, Reply, SERVICES, Service};

/// Whether a request is a form with an action, or a GET with one in its query string.
pub(super) fn looks_like(request: &Request<Bytes>) -> bool {
    let is_form = header(request.headers(), "content-type")
        .is_some_and(|kind| kind.contains("x-www-form-urlencoded"));
    (request.method() == Method::POST && is_form)
        || request
            .uri()
            .query()
            .is_some_and(|query| form(query).iter().any(|(name, _)| name == "Action"))
}

pub(super) fn read(request: &Request<Bytes>, named: Option<&str>) -> Result<Call, Box<Refused>> {
    let mut parameters = form(request.uri().query().unwrap_or(""));
    parameters.extend(form(&String::from_utf8_lossy(request.body())));
    let find =
        |name: &str| parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let (action, version) =
        (find("Action").unwrap_or_default(), find("Version").unwrap_or_default());
    let Some(service) = by_signing(named).or_else(|| by_version(&version, &action)) else {
        return Err(nobody(Protocol::Query, &format!("action {action} of version {version}")));
    };
    let path = request.uri().path();
    let plain = parameters.iter().filter(|(name, _)| {
        !matches!(name.as_str(), "Action" | "Version") && !name.starts_with("X-Amz-")
    });
    let mut members = tree(plain);
    // A queue may be addressed by its own URL.
    if let Value::Object(map) = &mut members
        && path.len() > 1
        && !map.contains_key("QueueUrl")
    {
        map.insert("QueueUrl".to_owned(), path.into());
    }
    if let Some(reshape) = service.query_input {
        members = reshape(&action, members);
    }
    call(service, Protocol::Query, &action, false, Ok(members))
}

/// The service of an unsigned request: by version and action.
fn by_version(version: &str, action: &str) -> Option<&'static Service> {
    let mut candidates = SERVICES.iter().copied().filter(|service| !service.version.is_empty());
    candidates.find(|service| {
        (version.is_empty() || service.version == version) && service.operation(action).is_some()
    })
}

/// How deep parameters nest at most; a longer name keeps its rest as one part. No AWS shape comes near.
const DEEPEST: usize = 32;

/// A node of the parameter tree while it is built.
#[derive(Debug, Default)]
struct Node {
    value: Option<String>,
    children: BTreeMap<String, Node>,
}

/// Dotted parameters as members: `A.member.1.B=c` is `{"A": [{"B": "c"}]}`.
fn tree<'a>(parameters: impl Iterator<Item = &'a (String, String)>) -> Value {
    let mut root = Node::default();
    for (name, value) in parameters {
        let mut node = &mut root;
        for part in name.splitn(DEEPEST, '.') {
            node = node.children.entry(part.to_owned()).or_default();
        }
        node.value = Some(value.clone());
    }
    match members(root) {
        Value::Object(map) => Value::Object(map),
        _ => Value::Object(Map::new()),
    }
}

fn members(node: Node) -> Value {
    let Node { value, mut children } = node;
    if children.is_empty() {
        return value.map_or(Value::Null, Value::String);
    }
    if children.len() == 1 {
        for wrapper in ["member", "entry"] {
            if let Some(inner) = children.remove(wrapper) {
                let list = members(inner);
                return if wrapper == "entry" { entries(&list) } else { list };
            }
        }
    }
    let numbered: Option<BTreeMap<u64, &String>> =
        children.keys().map(|key| Some((key.parse().ok()?, key))).collect();
    if let Some(order) = numbered {
        let keys: Vec<String> = order.values().map(|key| (*key).clone()).collect();
        return Value::Array(
            keys.iter().filter_map(|key| children.remove(key)).map(members).collect(),
        );
    }
    Value::Object(children.into_iter().map(|(name, child)| (name, members(child))).collect())
}

/// `[{"key": k, "value": v}]`, or the same with SNS's `Name` and `Value`, as a map.
fn entries(list: &Value) -> Value {
    let either = |entry: &Value, names: [&str; 2]| {
        names.iter().find_map(|name| entry.get(*name)).cloned().unwrap_or(Value::Null)
    };
    let pairs = list.as_array().into_iter().flatten().filter_map(|entry| {
        let name = either(entry, ["key", "Name"]).as_str()?.to_owned();
        Some((name, either(entry, ["value", "Value"])))
    });
    Value::Object(pairs.collect())
}

pub(super) fn answer(envelope: &Envelope, reply: Reply, request_id: &str) -> Response<Bytes> {
    let name = &envelope.operation;
    let (xmlns, timestamps) =
        envelope.service.map_or(("", &[][..]), |service| (service.xmlns, service.timestamps));
    let body = match envelope.service.and_then(|service| service.query_output) {
        Some(reshape) => reshape(name, reply.body),
        None => reply.body,
    };
    let mut xml = format!("<{name}Response xmlns=\"{xmlns}\">");
    // An operation without an output has no element for it.
    if let Value::Object(map) = &body {
        xml.extend(["<", name, "Result>"]);
        for (member, value) in map {
            element(&mut xml, member, value, timestamps);
        }
        xml.extend(["</", name, "Result>"]);
    }
    // Writing to a String cannot fail.
    let _ = write!(
        xml,
        "<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata></{name}Response>"
    );
    respond(reply.status.unwrap_or(200), "text/xml", xml)
}

pub(super) fn error(envelope: &Envelope, fault: &Fault, request_id: &str) -> Response<Bytes> {
    let xmlns = envelope.service.map_or("", |service| service.xmlns);
    let kind = if fault.sender { "Sender" } else { "Receiver" };
    let code = escape(fault.query_code.as_deref().unwrap_or(&fault.code));
    let message = escape(fault.message.as_str());
    let xml = format!(
        "<ErrorResponse xmlns=\"{xmlns}\"><Error><Type>{kind}</Type><Code>{code}</Code><Message>{message}</Message>\
         </Error><RequestId>{request_id}</RequestId></ErrorResponse>"
    );
    respond(fault.status, "text/xml", xml)
}

/// Writes one member. A name ending in `[]` is a list without a wrapper.
fn element(xml: &mut String, name: &str, value: &Value, timestamps: &[&str]) {
    if let (Some(flat), Value::Array(items)) = (name.strip_suffix("[]"), value) {
        for item in items {
            element(xml, flat, item, timestamps);
        }
        return;
    }
    if value.is_null() {
        return;
    }
    // Writing to a String cannot fail.
    let _ = write!(xml, "<{name}>");
    match value {
        Value::Object(map) => {
            for (member, value) in map {
                element(xml, member, value, timestamps);
            }
        }
        // Numbers of a timestamp list keep being timestamps under their wrapper.
        Value::Array(items) if timestamps.contains(&name) => {
            for item in items {
                element(xml, "member", &iso(item), timestamps);
            }
        }
        Value::Array(items) => {
            for item in items {
                element(xml, "member", item, timestamps);
            }
        }
        Value::Number(_) if timestamps.contains(&name) => scalar(xml, &iso(value)),
        other => scalar(xml, other),
    }
    let _ = write!(xml, "</{name}>");
}

fn scalar(xml: &mut String, value: &Value) {
    match value {
        Value::String(text) => xml.push_str(&escape(text.as_str())),
        other => xml.push_str(&other.to_string()),
    }
}

/// Epoch seconds as ISO 8601.
fn iso(value: &Value) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "seconds since 1970 fit")]
    let millis = value.as_f64().map(|seconds| (seconds * 1000.0).round() as i64);
    let time = millis.and_then(|millis| jiff::Timestamp::from_millisecond(millis).ok());
    time.map_or_else(
        || value.clone(),
        |time| time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string().into(),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{element, form, tree};

    #[test]
    fn dotted_parameters_become_members() {
        let parameters = form(
            "Tags.member.2.Key=b&Tags.member.1.Key=a%20x&Name=r&M.entry.1.key=k&M.entry.1.value=v",
        );
        assert_eq!(
            tree(parameters.iter()),
            json!({"M": {"k": "v"}, "Name": "r", "Tags": [{"Key": "a x"}, {"Key": "b"}]})
        );
    }

    #[test]
    fn a_name_of_very_many_parts_is_only_a_name() {
        let deep = format!("{}=x", "a.".repeat(100_000));
        assert!(tree(form(&deep).iter()).is_object());
    }

    #[test]
    fn members_become_elements() {
        let mut xml = String::new();
        let value = json!({"Arn": "a&b", "Tags": [{"Key": "k"}], "Flat[]": ["1", "2"], "At": 1.0, "Gone": null, "Ok": true});
        element(&mut xml, "R", &value, &["At"]);
        assert_eq!(
            xml,
            "<R><Arn>a&amp;b</Arn><Tags><member><Key>k</Key></member></Tags><Flat>1</Flat><Flat>2</Flat>\
             <At>1970-01-01T00:00:01Z</At><Ok>true</Ok></R>"
        );
    }
}

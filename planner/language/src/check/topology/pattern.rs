//! What patterns and filters let through, as far as that can be told.
use cutover_schemas::spec::Declared;
use cutover_schemas::value::{Attrs, Value};

/// Fields of every event that are the same for all events of a bus, or in all of them.
const COMMON: &[&str] = &["account", "region", "version", "id", "time"];

/// Whether a trigger picks some messages only: then those that its function sends may be others.
pub(super) fn picks(trigger: &Declared) -> bool {
    match trigger.attr("filter") {
        Value::Null => false,
        Value::List(filters) => !filters.is_empty(),
        _ => true,
    }
}

/// Whether a rule of a bus takes every event.
pub(super) fn takes_all(trigger: &Declared) -> bool {
    let Some(pattern) = document(trigger.attr("pattern")) else { return false };
    pattern.iter().all(|(name, values)| COMMON.contains(&name.as_str()) || any_value(values))
}

/// Whether a list of values matches whatever there is.
fn any_value(values: &Value) -> bool {
    let is = |value: &Value, key: &str, wanted: &Value| {
        value.as_map().is_some_and(|entries| entries.get(key) == Some(wanted))
    };
    let any = |value: &Value| {
        is(value, "prefix", &Value::text(""))
            || is(value, "wildcard", &Value::text("*"))
            || is(value, "exists", &Value::Bool(true))
    };
    values.as_list().is_some_and(|values| values.iter().any(any))
}

/// Whether a rule of the account's own bus takes what S3 tells there of a bucket's objects, whatever their keys
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html>).
pub(super) fn takes_objects(trigger: &Declared, bucket: &Declared, event: &str) -> bool {
    let Some(pattern) = document(trigger.attr("pattern")) else { return false };
    let has = |values: &Value, wanted: &[Value]| {
        any_value(values)
            || values.as_list().is_some_and(|all| all.iter().any(|one| wanted.contains(one)))
    };
    let named = [Value::output(bucket.address.clone(), "name"), bucket.attr("name").clone()];
    pattern.iter().all(|(name, values)| match name.as_str() {
        "source" => has(values, &[Value::text("aws.s3")]),
        "detail-type" => has(values, &[Value::text(event)]),
        "detail" => values.as_map().is_some_and(|detail| only_bucket(detail, &named)),
        "resources" => has(values, &[Value::output(bucket.address.clone(), "arn")]),
        other => COMMON.contains(&other),
    })
}

fn only_bucket(detail: &Attrs, named: &[Value]) -> bool {
    let names = |values: &Value| {
        values
            .as_map()
            .and_then(|bucket| bucket.get("name"))
            .and_then(Value::as_list)
            .is_some_and(|names| names.iter().any(|name| !name.is_null() && named.contains(name)))
    };
    detail.iter().all(|(name, values)| name == "bucket" && names(values))
}

/// Whether a bucket's trigger takes what happens to any object.
pub(super) fn any_key(trigger: &Declared) -> bool {
    ["prefix", "suffix"].iter().all(|name| trigger.attr(name).as_text() == Some(""))
}

/// Whether a bucket's trigger is told of an event such as `ObjectCreated:Put`.
pub(super) fn hears(trigger: &Declared, event: &str) -> bool {
    let covers = |wanted: &str| {
        wanted == event || wanted.strip_suffix('*').is_some_and(|start| event.starts_with(start))
    };
    let events = trigger.attr("events").as_list().unwrap_or_default();
    events.iter().filter_map(Value::as_text).any(covers)
}

/// A document that is written as an object or as JSON.
fn document(value: &Value) -> Option<Attrs> {
    match value {
        Value::Map(entries) => Some(entries.clone()),
        Value::Text(text) => {
            let json = serde_json::from_str(text).ok()?;
            Value::from_plain_json(&json)?.as_map().cloned()
        }
        _ => None,
    }
}

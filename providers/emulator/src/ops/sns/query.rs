//! Answers as SNS's XML has them: maps are lists of `entry`.

use serde_json::{Map, Value, json};

/// Operations without an output.
const SILENT: &[&str] = &[
    "AddPermission",
    "DeleteTopic",
    "RemovePermission",
    "SetSubscriptionAttributes",
    "SetTopicAttributes",
    "Unsubscribe",
];

/// The members of an answer, with maps as entries.
pub(super) fn output(operation: &str, body: Value) -> Value {
    if SILENT.contains(&operation) {
        return Value::Null;
    }
    let Value::Object(members) = body else {
        return body;
    };
    let reshaped = |(name, value): (String, Value)| match value {
        Value::Object(map) if name == "Attributes" => (name, entries(&map)),
        value => (name, value),
    };
    Value::Object(members.into_iter().map(reshaped).collect())
}

fn entries(map: &Map<String, Value>) -> Value {
    let entries: Vec<Value> =
        map.iter().map(|(key, value)| json!({"key": key, "value": value})).collect();
    json!({"entry[]": entries})
}

//! The Query protocol's flattened lists, for clients older than SQS's JSON protocol.

use serde_json::{Map, Value, json};

/// The members of a Query request, renamed and unflattened.
pub(super) fn input(operation: &str, members: Value) -> Value {
    let Value::Object(members) = members else {
        return members;
    };
    let mut renamed = Map::new();
    for (name, value) in members {
        let tags = if operation == "CreateQueue" { "tags" } else { "Tags" };
        let (name, value) = match name.as_str() {
            "AttributeName" => ("AttributeNames", value),
            "MessageAttributeName" => ("MessageAttributeNames", value),
            "MessageSystemAttributeName" => ("MessageSystemAttributeNames", value),
            "TagKey" => ("TagKeys", value),
            "Attribute" => ("Attributes", map(&value, "Name")),
            "Tag" => (tags, map(&value, "Key")),
            "MessageAttribute" => ("MessageAttributes", map(&value, "Name")),
            "MessageSystemAttribute" => ("MessageSystemAttributes", map(&value, "Name")),
            "SendMessageBatchRequestEntry"
            | "DeleteMessageBatchRequestEntry"
            | "ChangeMessageVisibilityBatchRequestEntry" => ("Entries", entries(operation, value)),
            other => (other, value),
        };
        renamed.insert(name.to_owned(), value);
    }
    Value::Object(renamed)
}

fn entries(operation: &str, entries: Value) -> Value {
    match entries {
        Value::Array(entries) => {
            Value::Array(entries.into_iter().map(|entry| input(operation, entry)).collect())
        }
        other => other,
    }
}

/// `[{Name, Value}]` as a map. One pair without a number is a list of one.
fn map(list: &Value, key: &str) -> Value {
    let pairs = match list {
        Value::Array(pairs) => pairs.as_slice(),
        one => std::slice::from_ref(one),
    };
    let pairs = pairs.iter().filter_map(|pair| {
        Some((pair.get(key)?.as_str()?.to_owned(), pair.get("Value").cloned().unwrap_or_default()))
    });
    Value::Object(pairs.collect())
}

/// The members of an answer, flattened and renamed.
pub(super) fn output(operation: &str, body: Value) -> Value {
    let Value::Object(members) = body else {
        return body;
    };
    let mut renamed = Map::new();
    for (name, value) in members {
        let (name, value) = match name.as_str() {
            "QueueUrls" | "queueUrls" => ("QueueUrl[]".to_owned(), value),
            "Attributes" => ("Attribute[]".to_owned(), pairs(&value, "Name")),
            "MessageAttributes" => ("MessageAttribute[]".to_owned(), pairs(&value, "Name")),
            "Tags" => ("Tag[]".to_owned(), pairs(&value, "Key")),
            "Messages" => ("Message[]".to_owned(), each(operation, value)),
            "Successful" => (format!("{operation}ResultEntry[]"), value),
            "Failed" => ("BatchResultErrorEntry[]".to_owned(), value),
            _ => (name, value),
        };
        renamed.insert(name, value);
    }
    Value::Object(renamed)
}

fn each(operation: &str, list: Value) -> Value {
    match list {
        Value::Array(items) => {
            Value::Array(items.into_iter().map(|item| output(operation, item)).collect())
        }
        other => other,
    }
}

fn pairs(map: &Value, key: &str) -> Value {
    let members = map.as_object().into_iter().flatten();
    Value::Array(members.map(|(name, value)| json!({key: name, "Value": value})).collect())
}

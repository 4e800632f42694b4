//! Batches as functions receive them, and records as filters see them.

use base64::Engine as _;
use serde_json::{Map, Value, json};

use super::create;
use super::model::Mapping;
use crate::ops::lambda::reference::Reference;
use crate::ops::lambda::render::put;
use crate::ops::shards::Record;
use crate::ops::sqs::{Message, message_attributes, system_attributes};
use crate::world::World;

/// The event of a batch of messages.
pub(super) fn of_messages(world: &World, queue_arn: &str, messages: &[Message]) -> Value {
    let records: Vec<Value> =
        messages.iter().map(|message| of_message(world, queue_arn, message)).collect();
    json!({ "Records": records })
}

fn of_message(world: &World, queue_arn: &str, message: &Message) -> Value {
    let mut record = json!({
        "messageId": message.id,
        "receiptHandle": message.receipt,
        "body": message.body,
        "attributes": system_attributes(message, &world.settings().account),
        "messageAttributes": attributes(message),
        "md5OfBody": message_attributes::digest_of(&message.body),
        "eventSource": "aws:sqs",
        "eventSourceARN": queue_arn,
        "awsRegion": world.settings().region,
    });
    if let (Some(digest), Some(members)) =
        (message_attributes::digest(&message.attributes), record.as_object_mut())
    {
        members.insert("md5OfMessageAttributes".to_owned(), digest.into());
    }
    record
}

/// Message attributes in the letters of Lambda's events.
fn attributes(message: &Message) -> Map<String, Value> {
    let each = message.attributes.iter().map(|(name, value)| {
        let member = |member: &str| value.get(member).cloned();
        let mut out = json!({
            "stringListValues": [], "binaryListValues": [], "dataType": member("DataType"),
        });
        for (given, shown) in [("StringValue", "stringValue"), ("BinaryValue", "binaryValue")] {
            if let (Some(text), Some(members)) = (member(given), out.as_object_mut()) {
                members.insert(shown.to_owned(), text);
            }
        }
        (name.clone(), out)
    });
    each.collect()
}

/// A message as filters see it: a body that is a JSON object is one, any other is a text.
pub(super) fn filtered_message(world: &World, queue_arn: &str, message: &Message) -> Value {
    let mut record = of_message(world, queue_arn, message);
    let parsed = serde_json::from_str::<Value>(&message.body).ok().filter(Value::is_object);
    if let (Some(body), Some(members)) = (parsed, record.as_object_mut()) {
        members.insert("body".to_owned(), body);
    }
    record
}

/// The event of a batch of a stream's records.
pub(super) fn of_records(world: &World, row: &Mapping, records: &[Record]) -> Value {
    let named = Reference { name: row.function.clone(), qualifier: row.qualifier.clone() };
    let role = create::function(world, &named).ok().map(|row| row.role.clone());
    let records = records.iter().map(|record| {
        let mut event = record.event.clone();
        if event.get("kinesis").is_some() {
            put(&mut event, "invokeIdentityArn", role.clone().into());
        }
        event
    });
    json!({ "Records": records.collect::<Vec<Value>>() })
}

/// A stream's record as filters see it. What Kinesis carries is decoded: JSON, or else a text.
pub(super) fn filtered_record(event: &Value) -> Value {
    let Some(mut record) = event.get("kinesis").cloned() else { return event.clone() };
    let data = record.get("data").and_then(Value::as_str).unwrap_or_default();
    let bytes = base64::engine::general_purpose::STANDARD.decode(data).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let parsed = serde_json::from_str::<Value>(&text).ok().filter(Value::is_object);
    put(&mut record, "data", parsed.unwrap_or(Value::String(text)));
    record
}

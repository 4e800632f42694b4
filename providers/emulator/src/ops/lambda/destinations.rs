//! Where the results of asynchronous invocations go: destinations and the dead-letter queue.
//!
//! Queues and functions are delivered to. Topics, buses and buckets do not exist here.

use bytes::Bytes;
use serde_json::{Value, json};

use super::model::qualified_key;
use super::{invoke, reference, render};
use crate::ops::lambda::Invocation;
use crate::ops::sqs::mail::{self, Letter};
use crate::world::World;

/// How an asynchronous event ended.
#[derive(Debug, Clone)]
pub(crate) struct Ending {
    pub(crate) function: String,
    pub(crate) qualifier: Option<String>,
    pub(crate) request_id: String,
    pub(crate) event: Bytes,
    pub(crate) attempts: u32,
    /// `Success`, `RetriesExhausted`, `EventAgeExceeded` or `ZeroReservedConcurrency`.
    pub(crate) condition: &'static str,
    /// The version that ran last and what it answered, if any did.
    pub(crate) answer: Option<(String, Bytes)>,
}

/// Delivers an ending; the invocation of a function that is a destination is the caller's to run.
pub(crate) fn settle(world: &mut World, ending: &Ending) -> Option<Invocation> {
    let success = ending.condition == "Success";
    if !success {
        dead_letter(world, ending);
    }
    let key = qualified_key(&ending.function, ending.qualifier.as_deref());
    let side = if success { "OnSuccess" } else { "OnFailure" };
    let row = world.lambda.event_configs.get(&key)?;
    let target = row.destinations.get(side)?.get("Destination")?.as_str()?.to_owned();
    let record = record(world, ending, success);
    if target.contains(":sqs:") {
        mail::deliver(world, &target, Letter::text(record.to_string()));
        return None;
    }
    let named = reference::parse(world, &target).ok()?;
    let id = world.uuid();
    let payload = Bytes::from(record.to_string());
    invoke::prepare(world, &named.name, named.qualifier.as_deref(), payload, &id).ok()
}

fn record(world: &World, ending: &Ending, success: bool) -> Value {
    let qualifier = ending.qualifier.as_deref().unwrap_or("$LATEST");
    let parsed = |bytes: &Bytes| serde_json::from_slice::<Value>(bytes).unwrap_or(Value::Null);
    let mut out = json!({
        "version": "1.0",
        "timestamp": render::time(world.now_ms()).replace("+0000", "Z"),
        "requestContext": {
            "requestId": ending.request_id,
            "functionArn": reference::arn(world, &ending.function, Some(qualifier)),
            "condition": ending.condition,
            "approximateInvokeCount": ending.attempts,
        },
        "requestPayload": parsed(&ending.event),
    });
    if let Some((version, payload)) = &ending.answer {
        let mut context = json!({ "statusCode": 200, "executedVersion": version });
        if !success {
            render::put(&mut context, "functionError", "Unhandled".into());
        }
        render::put(&mut out, "responseContext", context);
        render::put(&mut out, "responsePayload", parsed(payload));
    }
    out
}

fn dead_letter(world: &mut World, ending: &Ending) {
    let version = ending.answer.as_ref().map_or("$LATEST", |(version, _)| version.as_str());
    let Ok(row) = reference::configuration(world, &ending.function, version) else { return };
    let target = row.optional.get("DeadLetterConfig").and_then(|config| config.get("TargetArn"));
    let Some(target) = target.and_then(Value::as_str).map(str::to_owned) else { return };
    let text = |text: &str| json!({ "DataType": "String", "StringValue": text });
    let answer = ending
        .answer
        .as_ref()
        .and_then(|(_, payload)| serde_json::from_slice::<Value>(payload).ok());
    let message =
        answer.as_ref().and_then(|answer| answer.get("errorMessage")).and_then(Value::as_str);
    let mut letter = Letter::text(String::from_utf8_lossy(&ending.event).into_owned());
    letter.attributes.insert("RequestID".to_owned(), text(&ending.request_id));
    letter
        .attributes
        .insert("ErrorCode".to_owned(), json!({ "DataType": "Number", "StringValue": "200" }));
    letter
        .attributes
        .insert("ErrorMessage".to_owned(), text(message.unwrap_or("The event was not served")));
    mail::deliver(world, &target, letter);
}

//! Where the results of asynchronous invocations go: destinations and the dead-letter queue.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::events::Ending;
use super::model::{Event, EventConfig, qualified_key};
use super::{reference, render};
use crate::ops::cloudwatch;
use crate::ops::delivery::{self, Parcel};
use crate::world::World;

/// Delivers how an event ended, as the function's role: to the destination of its side, and what failed to the
/// dead-letter queue or topic.
pub(crate) fn settle(world: &mut World, event: &Event, ending: Ending) {
    let success = ending == Ending::Success;
    if !success {
        dead_letter(world, event);
    }
    let key = qualified_key(&event.function, event.qualifier.as_deref());
    let side = if success { "OnSuccess" } else { "OnFailure" };
    let destination = |row: &EventConfig| {
        Some(row.destinations.get(side)?.get("Destination")?.as_str()?.to_owned())
    };
    let Some(target) = world.lambda.event_configs.get(&key).and_then(destination) else { return };
    let body = record(world, event, ending).to_string();
    if !hand_over(world, event, Parcel { target, body, ..Parcel::default() }) {
        count(world, event, "DestinationDeliveryFailures");
    }
}

/// Hands something over as the function's role; whether the target took it. What it did not take is lost, as on AWS.
fn hand_over(world: &mut World, event: &Event, parcel: Parcel) -> bool {
    let source_arn = reference::arn(world, &event.function, None);
    let role = reference::configuration(world, &event.function, version(event))
        .ok()
        .map(|row| row.role.clone());
    let parcel = Parcel { principal: "lambda.amazonaws.com", source_arn, role, ..parcel };
    delivery::deliver(world, &parcel).is_ok()
}

fn count(world: &mut World, event: &Event, metric: &str) {
    cloudwatch::event(world, &event.function, event.qualifier.as_deref(), metric, 1.0);
}

/// The version that ran last.
fn version(event: &Event) -> &str {
    event.last.as_ref().map_or("$LATEST", |answer| answer.version.as_str())
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or(Value::Null)
}

fn record(world: &World, event: &Event, ending: Ending) -> Value {
    let qualifier = event.qualifier.as_deref().unwrap_or("$LATEST");
    let mut out = json!({
        "version": "1.0",
        "timestamp": render::time(world.now_ms()).replace("+0000", "Z"),
        "requestContext": {
            "requestId": event.request_id,
            "functionArn": reference::arn(world, &event.function, Some(qualifier)),
            "condition": ending.condition(),
            "approximateInvokeCount": event.attempts,
        },
        "requestPayload": parsed(&event.payload),
    });
    if let Some(answer) = &event.last {
        let mut context = json!({ "statusCode": 200, "executedVersion": answer.version });
        if answer.failed {
            render::put(&mut context, "functionError", "Unhandled".into());
        }
        render::put(&mut out, "responseContext", context);
        render::put(&mut out, "responsePayload", parsed(&answer.payload));
    }
    out
}

fn dead_letter(world: &mut World, event: &Event) {
    let Ok(row) = reference::configuration(world, &event.function, version(event)) else {
        return;
    };
    let target = row.optional.get("DeadLetterConfig").and_then(|config| config.get("TargetArn"));
    let Some(target) = target.and_then(Value::as_str).map(str::to_owned) else { return };
    let text = |text: &str| json!({ "DataType": "String", "StringValue": text });
    let answer = event.last.as_ref().map(|answer| parsed(&answer.payload));
    let message =
        answer.as_ref().and_then(|answer| answer.get("errorMessage")).and_then(Value::as_str);
    let attributes = BTreeMap::from([
        ("RequestID".to_owned(), text(&event.request_id)),
        ("ErrorCode".to_owned(), json!({ "DataType": "Number", "StringValue": "200" })),
        ("ErrorMessage".to_owned(), text(message.unwrap_or("The event was not served"))),
    ]);
    let body = event.payload.clone();
    if !hand_over(world, event, Parcel { target, body, attributes, ..Parcel::default() }) {
        count(world, event, "DeadLetterErrors");
    }
}

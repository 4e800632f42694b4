//! What an alarm does when its state changes: its actions, and an event on the default bus.

mod event;
mod message;

use serde_json::json;

use super::{Alarm, State, StateValue, arn, history};
use crate::ops::delivery::{self, Parcel, Undelivered};
use crate::ops::events;
use crate::world::World;

/// Whom topics are told to publish by, and functions to be invoked by.
const TO_TOPICS: &str = "cloudwatch.amazonaws.com";
const TO_FUNCTIONS: &str = "lambda.alarms.cloudwatch.amazonaws.com";

/// A change of an alarm's state.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change<'a> {
    /// The alarm, in its new state.
    pub(super) alarm: &'a Alarm,
    pub(super) before: &'a State,
    /// Tells the alarm's one metric in events.
    pub(super) metric_id: &'a str,
}

/// Tells the default bus, then takes the actions of the new state, if the alarm may act.
pub(super) fn on_change(world: &mut World, alarm: &Alarm, before: &State) {
    let metric_id = world.uuid();
    let change = Change { alarm, before, metric_id: &metric_id };
    let event = event::of_bus(world, change);
    events::tell(world, event);
    if alarm.settings.get("ActionsEnabled") != Some(&true.into()) {
        return;
    }
    let member = match alarm.state.value {
        StateValue::Ok => "OKActions",
        StateValue::Alarm => "AlarmActions",
        StateValue::InsufficientData => "InsufficientDataActions",
    };
    let actions = alarm.settings.get(member).and_then(|actions| actions.as_array());
    let actions = actions.into_iter().flatten().filter_map(|action| action.as_str());
    for action in actions.map(str::to_owned).collect::<Vec<_>>() {
        take(world, change, &action);
    }
}

/// Takes one action, and remembers how it went.
fn take(world: &mut World, change: Change<'_>, action: &str) {
    let parcel = match action.split(':').nth(2) {
        Some("sns") => to_topic(world, change, action),
        Some("lambda") => to_function(world, change, action),
        _ => {
            let reason = "The local cloud does not model this kind of action";
            return remember(world, change.alarm, action, "", Some(reason));
        }
    };
    let reason = match delivery::deliver(world, &parcel) {
        Ok(()) => None,
        Err(Undelivered::Missing) => Some("Resource does not exist"),
        Err(Undelivered::Denied) => {
            Some("CloudWatch Alarms is not authorized to perform the action on the resource")
        }
        Err(Undelivered::Unavailable) => Some("Resource is not available"),
    };
    remember(world, change.alarm, action, &parcel.body, reason);
}

fn to_topic(world: &World, change: Change<'_>, action: &str) -> Parcel {
    let alarm_arn = arn(world, &change.alarm.name);
    Parcel {
        principal: TO_TOPICS,
        source_arn: alarm_arn.clone(),
        target: action.to_owned(),
        body: message::body(world, change).to_string(),
        subject: Some(message::subject(world, change.alarm)),
        // Messages of one alarm keep their order on a FIFO topic.
        group: Some(alarm_arn),
        ..Parcel::default()
    }
}

fn to_function(world: &World, change: Change<'_>, action: &str) -> Parcel {
    Parcel {
        principal: TO_FUNCTIONS,
        source_arn: arn(world, &change.alarm.name),
        target: action.to_owned(),
        body: event::of_function(world, change).to_string(),
        ..Parcel::default()
    }
}

fn remember(world: &mut World, alarm: &Alarm, action: &str, body: &str, reason: Option<&str>) {
    let (word, summary) = match reason {
        None => ("Succeeded", format!("Successfully executed action {action}")),
        Some(reason) => {
            ("Failed", format!("Failed to execute action {action}. Received error: \"{reason}\""))
        }
    };
    let data = json!({
        "actionState": word, "stateUpdateTimestamp": alarm.state.updated_ms,
        "notificationResource": action, "publishedMessage": body, "error": reason,
    });
    history::add(world, alarm, "Action", summary, &data);
}

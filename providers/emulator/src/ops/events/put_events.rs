//! `PutEvents`: up to ten events, each of which is taken or refused alone.

use serde_json::{Value, json};

use super::event::Event;
use super::{faults, names, route};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The most entries of a request, and their size in bytes.
const MOST: usize = 10;
const LARGEST: usize = 1_048_576;

pub(super) fn run(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let entries = input.list("Entries");
    if entries.is_empty() {
        return Err(input.missing("Entries"));
    }
    if entries.len() > MOST {
        let text = format!("Member must have length less than or equal to {MOST}");
        return Err(input.invalid("Entries", &format!("[{} entries]", entries.len()), &text));
    }
    if entries.iter().map(size).sum::<usize>() > LARGEST {
        let text = "Total size of the entries in the request is over the limit.";
        return Err(faults::invalid(text));
    }
    let mut answers = Vec::new();
    for entry in entries {
        answers.push(one(world, &input.part(entry))?);
    }
    let failed = answers.iter().filter(|answer| answer.get("ErrorCode").is_some()).count();
    Ok(json!({"FailedEntryCount": failed, "Entries": answers}).into())
}

/// Puts one event: its id, or why it is refused.
fn one(world: &mut World, entry: &Input) -> Result<Value, Fault> {
    let refuse = |code: &str, text: &str| Ok(json!({"ErrorCode": code, "ErrorMessage": text}));
    for member in ["Source", "DetailType", "Detail"] {
        if entry.text(member).is_none_or(str::is_empty) {
            let text = format!(
                "Parameter {member} is not valid. Reason: {member} is a required argument."
            );
            return refuse("InvalidArgument", &text);
        }
    }
    let (source, detail_type) = (entry.need_text("Source")?, entry.need_text("DetailType")?);
    if source.starts_with("aws.") {
        return refuse("NotAuthorizedForSourceException", "Not authorized for the source.");
    }
    let detail: Option<Value> = serde_json::from_str(entry.need_text("Detail")?).ok();
    let Some(detail) = detail.filter(Value::is_object) else {
        return refuse("MalformedDetail", "Detail is malformed.");
    };
    let bus = names::bus_of(entry, "EventBusName")?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole milliseconds since 1970"
    )]
    let time_ms =
        entry.get("Time").and_then(Value::as_f64).map(|seconds| (seconds * 1000.0) as u64);
    let event = Event {
        id: world.uuid(),
        source: source.to_owned(),
        detail_type: detail_type.to_owned(),
        detail,
        resources: entry.texts("Resources"),
        time_ms,
    };
    let id = event.id.clone();
    // A bus that is not there takes events as well, and they are gone.
    route::publish(world, &bus, event, 0);
    Ok(json!({"EventId": id}))
}

/// An entry's size, as AWS counts it.
fn size(entry: &Value) -> usize {
    let text = |member: &str| entry.get(member).and_then(Value::as_str).map_or(0, str::len);
    let resources = entry.get("Resources").and_then(Value::as_array);
    let resources: usize =
        resources.into_iter().flatten().filter_map(Value::as_str).map(str::len).sum();
    let time = if entry.get("Time").is_some() { 14 } else { 0 };
    text("Source") + text("DetailType") + text("Detail") + resources + time
}

//! Writing and reading events.

use serde_json::{Value, json};

use super::model::{
    Event, Group, Stream, append, dropped, events, group_of, no_stream, refuse, stream_key,
};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// Events older than this are refused.
const OLDEST_MS: u64 = 14 * 24 * 3_600_000;
/// Events further in the future than this are refused.
const NEWEST_MS: u64 = 2 * 3_600_000;

pub(super) fn put(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let given = input.list("logEvents");
    if given.is_empty() {
        let rule = "Member must have length greater than or equal to 1";
        return Err(input.invalid("logEvents", "[]", rule));
    }
    let group = group_of(world, input)?;
    let stream = input.need_text("logStreamName")?;
    let key = stream_key(&group, stream);
    if !world.logs.streams.contains(&key) {
        return Err(no_stream());
    }
    let now = world.now_ms();
    let mut accepted: Vec<Event> = Vec::new();
    let (mut old, mut new) = (None, None);
    for (place, event) in given.iter().enumerate() {
        let event = input.part(event);
        let at = event.integer("timestamp")?.ok_or_else(|| input.missing("timestamp"))?;
        let at_ms = u64::try_from(at).unwrap_or(0);
        if accepted.last().is_some_and(|last| last.at_ms > at_ms) {
            return Err(refuse(
                "InvalidParameterException",
                "Log events in a single PutLogEvents request must be in chronological order.",
            ));
        }
        if at_ms + OLDEST_MS < now {
            old = Some(place + 1);
        } else if at_ms > now + NEWEST_MS {
            new = new.or(Some(place));
        } else {
            accepted.push(Event {
                at_ms,
                ingested_ms: now,
                message: event.need_text("message")?.to_owned(),
            });
        }
    }
    append(world, &group, stream, accepted);
    let count = world.logs.streams.get(&key).map_or(0, |stream| stream.events);
    let mut body = json!({ "nextSequenceToken": format!("{count:056}") });
    let mut rejected = serde_json::Map::new();
    if let Some(end) = old {
        rejected.insert("tooOldLogEventEndIndex".to_owned(), end.into());
    }
    if let Some(start) = new {
        rejected.insert("tooNewLogEventStartIndex".to_owned(), start.into());
    }
    if let Some(members) = body.as_object_mut().filter(|_| !rejected.is_empty()) {
        members.insert("rejectedLogEventsInfo".to_owned(), Value::Object(rejected));
    }
    Ok(Reply::from(body))
}

pub(super) fn get(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let group = group_of(world, input)?;
    let stream = input.need_text("logStreamName")?;
    if !world.logs.streams.contains(&stream_key(&group, stream)) {
        return Err(no_stream());
    }
    let limit = input.integer_within("limit", 1, 10_000)?.unwrap_or(10_000);
    let limit = usize::try_from(limit).unwrap_or(10_000);
    let (from, to) = window(input)?;
    let all: Vec<&Event> = events(world, &group, stream)
        .into_iter()
        .filter(|event| (from..to).contains(&event.at_ms))
        .collect();
    // Tokens count from the first event ever, so that they mean the same when old ones are dropped.
    let gone = dropped(world, &group, stream);
    let start = match input.text("nextToken") {
        Some(token) => position(token, limit)?.saturating_sub(gone).min(all.len()),
        None if input.flag("startFromHead") == Some(true) => 0,
        None => all.len().saturating_sub(limit),
    };
    let part: Vec<Value> = all.iter().skip(start).take(limit).map(|event| shown(event)).collect();
    let (start, end) = (gone + start, gone + start + part.len());
    Ok(Reply::from(json!({
        "events": part,
        "nextForwardToken": format!("f/{end:056}"),
        "nextBackwardToken": format!("b/{start:056}"),
    })))
}

fn position(token: &str, limit: usize) -> Result<usize, Fault> {
    let bad = || refuse("InvalidParameterException", "The specified nextToken is invalid.");
    let (side, number) = token.split_once('/').ok_or_else(bad)?;
    let number: usize = number.parse().map_err(|_| bad())?;
    Ok(if side == "b" { number.saturating_sub(limit) } else { number })
}

/// The times a reading call asks for: from the first, to before the second.
pub(super) fn window(input: &Input) -> Result<(u64, u64), Fault> {
    let read = |member: &str| {
        input.integer(member).map(|time| time.and_then(|time| u64::try_from(time).ok()))
    };
    Ok((read("startTime")?.unwrap_or(0), read("endTime")?.unwrap_or(u64::MAX)))
}

fn shown(event: &Event) -> Value {
    json!({ "timestamp": event.at_ms, "message": event.message, "ingestionTime": event.ingested_ms })
}

/// Writes what a function said, making group and stream as Lambda does.
pub(crate) fn record(world: &mut World, group: &str, stream: &str, lines: Vec<(u64, String)>) {
    if lines.is_empty() || stream.is_empty() {
        return;
    }
    let now = world.now_ms();
    if !world.logs.groups.contains(group) {
        let row = Group { created_ms: now, class: "STANDARD".to_owned(), ..Group::default() };
        world.logs.groups.insert(group, row);
    }
    let key = stream_key(group, stream);
    if !world.logs.streams.contains(&key) {
        let row = Stream { name: stream.to_owned(), created_ms: now, ..Stream::default() };
        world.logs.streams.insert(key, row);
    }
    let events =
        lines.into_iter().map(|(at_ms, message)| Event { at_ms, ingested_ms: now, message });
    append(world, group, stream, events.collect());
}

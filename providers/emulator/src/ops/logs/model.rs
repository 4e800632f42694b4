//! The rows of Logs, their names and refusals.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::subscriptions;
use crate::ops::{Fault, Input};
use crate::world::World;

/// The events of one chunk row.
const CHUNK: u64 = 200;

/// The chunks that a stream keeps: without an end, a world that is invoked all day would not fit into memory.
const KEPT: u64 = 20;

/// A log group.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Group {
    pub(crate) created_ms: u64,
    pub(crate) retention: Option<i64>,
    pub(crate) class: String,
    pub(crate) key: Option<String>,
    pub(crate) bytes: u64,
    pub(crate) tags: BTreeMap<String, String>,
}

/// A log stream.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Stream {
    pub(crate) name: String,
    pub(crate) created_ms: u64,
    pub(crate) first_ms: Option<u64>,
    pub(crate) last_ms: Option<u64>,
    pub(crate) ingested_ms: Option<u64>,
    pub(crate) events: u64,
}

/// One event.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Event {
    pub(crate) at_ms: u64,
    pub(crate) ingested_ms: u64,
    pub(crate) message: String,
}

/// Some events of a stream, in the order they came.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Chunk(pub(crate) Vec<Event>);

/// Adds events to a stream that exists.
pub(crate) fn append(world: &mut World, group: &str, stream: &str, events: Vec<Event>) {
    let key = stream_key(group, stream);
    let Some(row) = world.logs.streams.get_mut(&key) else { return };
    let mut number = row.events;
    row.events += events.len() as u64;
    for event in &events {
        row.first_ms = Some(row.first_ms.map_or(event.at_ms, |first| first.min(event.at_ms)));
        row.last_ms = Some(row.last_ms.map_or(event.at_ms, |last| last.max(event.at_ms)));
        row.ingested_ms = Some(event.ingested_ms);
    }
    subscriptions::tell(world, group, stream, &events);
    let bytes = weight(&events);
    for event in events {
        let at = number / CHUNK;
        let chunk = chunk_key(&key, at);
        if !world.logs.chunks.contains(&chunk) {
            world.logs.chunks.insert(chunk.clone(), Chunk::default());
            drop_oldest(world, group, &key, at);
        }
        if let Some(chunk) = world.logs.chunks.get_mut(&chunk) {
            chunk.0.push(event);
        }
        number += 1;
    }
    if let Some(group) = world.logs.groups.get_mut(group) {
        group.bytes += bytes;
    }
}

/// Drops the chunk that is one too many.
fn drop_oldest(world: &mut World, group: &str, stream: &str, newest: u64) {
    let Some(oldest) = newest.checked_sub(KEPT) else { return };
    let dropped = world.logs.chunks.remove(&chunk_key(stream, oldest));
    let bytes = dropped.map_or(0, |chunk| weight(&chunk.0));
    if let Some(group) = world.logs.groups.get_mut(group) {
        group.bytes = group.bytes.saturating_sub(bytes);
    }
}

/// What events count for: CloudWatch Logs adds 26 bytes to each.
fn weight(events: &[Event]) -> u64 {
    events.iter().map(|event| event.message.len() as u64 + 26).sum()
}

fn chunk_key(stream: &str, number: u64) -> String {
    format!("{stream}|{number:012}")
}

/// How many of a stream's events are not kept any more.
pub(crate) fn dropped(world: &World, group: &str, stream: &str) -> usize {
    let row = world.logs.streams.get(&stream_key(group, stream));
    let newest = row.map_or(0, |row| row.events.saturating_sub(1) / CHUNK);
    let chunks = (newest + 1).saturating_sub(KEPT);
    usize::try_from(chunks * CHUNK).unwrap_or(usize::MAX)
}

/// A stream's events in the order they came.
pub(crate) fn events<'a>(world: &'a World, group: &str, stream: &str) -> Vec<&'a Event> {
    let prefix = format!("{}|", stream_key(group, stream));
    let keys: Vec<String> =
        world.logs.chunks.prefixed(&prefix).map(|(key, _)| key.to_owned()).collect();
    keys.iter()
        .filter_map(|key| world.logs.chunks.get(key))
        .flat_map(|chunk| chunk.0.iter())
        .collect()
}

pub(crate) fn stream_key(group: &str, stream: &str) -> String {
    format!("{group}|{stream}")
}

/// Returns a group's ARN, without the `:*` that some answers add.
pub(crate) fn arn(world: &World, group: &str) -> String {
    let settings = world.settings();
    format!("arn:aws:logs:{}:{}:log-group:{group}", settings.region, settings.account)
}

/// The group a call names, by name or by ARN; it must exist.
pub(crate) fn group_of(world: &World, input: &Input) -> Result<String, Fault> {
    let name = match (input.text("logGroupName"), input.text("logGroupIdentifier")) {
        (Some(name), _) => name.to_owned(),
        (None, Some(id)) => named(id),
        (None, None) => return Err(input.missing("logGroupName")),
    };
    if world.logs.groups.contains(&name) { Ok(name) } else { Err(no_group()) }
}

/// The group's name in an ARN, or the name itself.
pub(crate) fn named(id: &str) -> String {
    let name = id.split_once(":log-group:").map_or(id, |(_, name)| name);
    name.trim_end_matches(":*").to_owned()
}

pub(crate) fn refuse(code: &str, message: &str) -> Fault {
    Fault::sender(400, code, message)
}

pub(crate) fn no_group() -> Fault {
    refuse("ResourceNotFoundException", "The specified log group does not exist.")
}

pub(crate) fn no_stream() -> Fault {
    refuse("ResourceNotFoundException", "The specified log stream does not exist.")
}

pub(crate) fn exists(what: &str) -> Fault {
    refuse("ResourceAlreadyExistsException", &format!("The specified {what} already exists"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::settings::Settings;

    #[test]
    fn a_stream_keeps_its_newest_events() {
        let mut world = World::new(Settings::default());
        world.logs.groups.insert("g", Group::default());
        world.logs.streams.insert(stream_key("g", "s"), Stream::default());
        for at_ms in 0..4_500 {
            let event = Event { at_ms, ingested_ms: at_ms, message: "said".into() };
            append(&mut world, "g", "s", vec![event]);
        }
        let kept = events(&world, "g", "s");
        let (first, last) = (kept.first().unwrap().at_ms, kept.last().unwrap().at_ms);
        assert_eq!((first, last, kept.len()), (600, 4_499, 3_900));
        assert_eq!(dropped(&world, "g", "s"), 600);
        let bytes = world.logs.groups.get("g").unwrap().bytes;
        assert_eq!(bytes, 3_900 * 30);
    }
}

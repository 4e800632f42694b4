//! The rows of Logs, their names and refusals.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ops::{Fault, Input};
use crate::world::World;

/// The events of one chunk row.
const CHUNK: usize = 200;

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
    let bytes: usize = events.iter().map(|event| event.message.len() + 26).sum();
    for event in events {
        let chunk = format!("{key}|{:012}", number / CHUNK as u64);
        if !world.logs.chunks.contains(&chunk) {
            world.logs.chunks.insert(chunk.clone(), Chunk::default());
        }
        if let Some(chunk) = world.logs.chunks.get_mut(&chunk) {
            chunk.0.push(event);
        }
        number += 1;
    }
    if let Some(group) = world.logs.groups.get_mut(group) {
        group.bytes += bytes as u64;
    }
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

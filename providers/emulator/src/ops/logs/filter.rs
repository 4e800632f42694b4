//! FilterLogEvents: the events of many streams by time and pattern.

use serde_json::{Value, json};

use super::events::window;
use super::model::{Stream, events, group_of, refuse};
use super::pattern::Pattern;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn run(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let group = group_of(world, input)?;
    let pattern = Pattern::parse(input.text("filterPattern").unwrap_or_default())
        .map_err(|()| refuse("InvalidParameterException", "Invalid filter pattern"))?;
    let (from, to) = window(input)?;
    // The end of this operation's window is included.
    let to = to.saturating_add(1);
    let limit = input.integer_within("limit", 1, 10_000)?.unwrap_or(10_000);
    let limit = usize::try_from(limit).unwrap_or(10_000);
    let start = match input.text("nextToken") {
        Some(token) => token.parse::<usize>().map_err(|_| {
            refuse("InvalidParameterException", "The specified nextToken is invalid.")
        })?,
        None => 0,
    };
    let mut found = Vec::new();
    for stream in chosen(world, input, &group)? {
        for (place, event) in events(world, &group, &stream.name).into_iter().enumerate() {
            if (from..to).contains(&event.at_ms) && pattern.matches(&event.message) {
                found.push((event.at_ms, &stream.name, place, event));
            }
        }
    }
    found.sort_by_key(|(at, name, place, _)| (*at, (*name).clone(), *place));
    let part = found.iter().skip(start).take(limit).map(|(at, name, place, event)| {
        json!({
            "logStreamName": name, "timestamp": at, "message": event.message,
            "ingestionTime": event.ingested_ms, "eventId": format!("{at:026}{place:010}"),
        })
    });
    let part: Vec<Value> = part.collect();
    let end = start + part.len();
    let mut body = json!({ "events": part, "searchedLogStreams": [] });
    if let Some(members) = body.as_object_mut().filter(|_| end < found.len()) {
        members.insert("nextToken".to_owned(), end.to_string().into());
    }
    Ok(Reply::from(body))
}

fn chosen<'a>(world: &'a World, input: &Input, group: &str) -> Result<Vec<&'a Stream>, Fault> {
    input.length("logStreamNamePrefix", 1, 512)?;
    input.characters("logStreamNamePrefix", |c| c != ':' && c != '*', "[^:*]*")?;
    let (names, prefix) = (input.texts("logStreamNames"), input.text("logStreamNamePrefix"));
    if !names.is_empty() && prefix.is_some() {
        return Err(refuse(
            "InvalidParameterException",
            "logStreamNames and logStreamNamePrefix exclude each other.",
        ));
    }
    let key = format!("{group}|");
    let keys: Vec<String> =
        world.logs.streams.prefixed(&key).map(|(key, _)| key.to_owned()).collect();
    let chosen = keys.iter().filter_map(|key| world.logs.streams.get(key)).filter(|stream| {
        (names.is_empty() || names.contains(&stream.name))
            && prefix.is_none_or(|prefix| stream.name.starts_with(prefix))
    });
    Ok(chosen.collect())
}

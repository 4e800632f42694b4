//! Log streams.

use serde_json::{Value, json};

use super::groups::answer;
use super::model::{Stream, arn, exists, group_of, no_stream, refuse, stream_key};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(super) fn create(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let group = group_of(world, input)?;
    let name = input.need_text("logStreamName")?;
    input.length("logStreamName", 1, 512)?;
    input.characters("logStreamName", |c| c != ':' && c != '*' && c != '|', "[^:*]*")?;
    let key = stream_key(&group, name);
    if world.logs.streams.contains(&key) {
        return Err(exists("log stream"));
    }
    let stream = Stream { name: name.to_owned(), created_ms: world.now_ms(), ..Stream::default() };
    world.logs.streams.insert(key, stream);
    Ok(Reply::empty())
}

pub(super) fn delete(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    let group = group_of(world, input)?;
    let key = stream_key(&group, input.need_text("logStreamName")?);
    world.logs.streams.remove(&key).ok_or_else(no_stream)?;
    let prefix = format!("{key}|");
    let chunks: Vec<String> =
        world.logs.chunks.prefixed(&prefix).map(|(key, _)| key.to_owned()).collect();
    for key in chunks {
        world.logs.chunks.remove(&key);
    }
    Ok(Reply::empty())
}

pub(super) fn describe(world: &mut World, _: &Caller, input: &Input) -> Result<Reply, Fault> {
    input.one_of("orderBy", &["LogStreamName", "LastEventTime"])?;
    let group = group_of(world, input)?;
    let limit = input.integer_within("limit", 1, 50)?.unwrap_or(50);
    let prefix = input.text("logStreamNamePrefix");
    let by_time = input.text("orderBy") == Some("LastEventTime");
    if by_time && prefix.is_some() {
        return Err(refuse(
            "InvalidParameterException",
            "Cannot order by LastEventTime with a logStreamNamePrefix.",
        ));
    }
    let descending = input.flag("descending").unwrap_or(false);
    let group_prefix = format!("{group}|");
    let mut rows: Vec<(String, &Stream)> = world
        .logs
        .streams
        .prefixed(&group_prefix)
        .filter(|(_, stream)| prefix.is_none_or(|prefix| stream.name.starts_with(prefix)))
        .map(|(_, stream)| (stream.name.clone(), stream))
        .collect();
    if by_time {
        rows.sort_by_key(|(name, stream)| (stream.last_ms, name.clone()));
    }
    if descending {
        rows.reverse();
    }
    // The position is the key: the order is not always the names'.
    let rows = rows.into_iter().enumerate();
    let rows =
        rows.map(|(place, (_, stream))| (format!("{place:09}"), shown(world, &group, stream)));
    answer(world, input, "logStreams", rows, limit)
}

fn shown(world: &World, group: &str, stream: &Stream) -> Value {
    let mut out = json!({
        "logStreamName": stream.name, "creationTime": stream.created_ms, "storedBytes": 0,
        "arn": format!("{}:log-stream:{}", arn(world, group), stream.name),
    });
    if let (Some(members), Some(first), Some(last), Some(ingested)) =
        (out.as_object_mut(), stream.first_ms, stream.last_ms, stream.ingested_ms)
    {
        members.insert("firstEventTimestamp".to_owned(), first.into());
        members.insert("lastEventTimestamp".to_owned(), last.into());
        members.insert("lastIngestionTime".to_owned(), ingested.into());
        members.insert("uploadSequenceToken".to_owned(), format!("{:056}", stream.events).into());
    }
    out
}

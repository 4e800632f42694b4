//! `ListShards`, which goes on by its own token.

use serde_json::{Value, json};

use super::faults::{argument, no_stream};
use super::model::{Shard, Stream};
use super::{describe, named};
use crate::ops::page::page;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

const FILTERS: &[&str] = &[
    "AFTER_SHARD_ID",
    "AT_TRIM_HORIZON",
    "FROM_TRIM_HORIZON",
    "AT_LATEST",
    "AT_TIMESTAMP",
    "FROM_TIMESTAMP",
];

pub(super) fn run(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let limit = input.integer_within("MaxResults", 1, 10_000)?.unwrap_or(1000);
    named::check_name(input, "ExclusiveStartShardId", 128)?;
    // The token holds the stream, too: a request that goes on names nothing else.
    let (stream, marker) = match input.text("NextToken") {
        Some(_) if input.has("StreamName") => {
            return Err(argument("NextToken and StreamName cannot be provided together."));
        }
        Some(token) => {
            let bad = || argument("Invalid NextToken.");
            let (name, marker) = token.split_once('|').ok_or_else(bad)?;
            let stream = world.kinesis.streams.get(name).cloned();
            (stream.ok_or_else(|| no_stream(world, name))?, Some(marker.to_owned()))
        }
        None if !input.has("StreamName") && !input.has("StreamARN") => {
            return Err(argument("Either NextToken or StreamName should be provided."));
        }
        None => (named::stream(world, input)?, None),
    };
    let filter = filter(input)?;
    let after = input.text("ExclusiveStartShardId");
    let rows = describe::kept(world, &stream)
        .filter(|shard| filter.passes(shard))
        .filter(|shard| after.is_none_or(|after| shard.id().as_str() > after))
        .map(|shard| (shard.id(), describe::shard(&stream, shard)));
    let limit = usize::try_from(limit).unwrap_or(1000);
    let page =
        page(world, rows, marker.as_deref(), limit).map_err(|_| argument("Invalid NextToken."))?;
    Ok(answer(&stream, page.items, page.next).into())
}

fn answer(stream: &Stream, shards: Vec<Value>, next: Option<String>) -> Value {
    let mut body = json!({"Shards": shards});
    if let (Some(next), Some(members)) = (next, body.as_object_mut()) {
        members.insert("NextToken".to_owned(), format!("{}|{next}", stream.name).into());
    }
    body
}

/// Which shards are wanted.
enum Filter {
    All,
    Open,
    After(String),
    OpenAt(u64),
    EndedAfter(u64),
}

impl Filter {
    fn passes(&self, shard: &Shard) -> bool {
        let closed_ms = shard.closed.map(|(at, _)| at);
        match self {
            Filter::All => true,
            Filter::Open => shard.is_open(),
            Filter::After(id) => shard.id() > *id,
            Filter::OpenAt(ms) => {
                shard.opened_ms <= *ms && closed_ms.is_none_or(|closed| closed > *ms)
            }
            Filter::EndedAfter(ms) => closed_ms.is_none_or(|closed| closed > *ms),
        }
    }
}

fn filter(input: &Input) -> Result<Filter, Fault> {
    let Some(given) = input.get("ShardFilter") else { return Ok(Filter::All) };
    let given = input.part(given);
    let Some(kind) = given.text("Type") else { return Err(input.missing("shardFilter.type")) };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a time before 1970 or after all time is the nearest there is"
    )]
    let ms = given.get("Timestamp").and_then(Value::as_f64).map(|at| (at * 1000.0) as u64);
    match (kind, given.text("ShardId"), ms) {
        ("AFTER_SHARD_ID", Some(id), _) => Ok(Filter::After(id.to_owned())),
        ("AT_TIMESTAMP", _, Some(ms)) => Ok(Filter::OpenAt(ms)),
        ("FROM_TIMESTAMP", _, Some(ms)) => Ok(Filter::EndedAfter(ms)),
        ("AT_LATEST", ..) => Ok(Filter::Open),
        ("AT_TRIM_HORIZON" | "FROM_TRIM_HORIZON", ..) => Ok(Filter::All),
        (kind, ..) if FILTERS.contains(&kind) => {
            Err(argument(format!("The shard filter {kind} needs a ShardId or a Timestamp.")))
        }
        (kind, ..) => {
            let rule = format!("Member must satisfy enum value set: [{}]", FILTERS.join(", "));
            Err(input.invalid("shardFilter.type", kind, &rule))
        }
    }
}

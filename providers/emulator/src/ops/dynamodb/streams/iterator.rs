//! `GetShardIterator` and `GetRecords`.

use base64::Engine as _;
use serde_json::{Value, json};

use super::record::{position_of, shown};
use super::{by_arn, reading};
use crate::ops::dynamodb::check::{at_least, constraint, one_of, text};
use crate::ops::dynamodb::faults::{invalid, not_found};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

const BASE64: base64::engine::GeneralPurpose = base64::engine::general_purpose::STANDARD;

/// How long an iterator can be used.
const VALID_MS: u64 = 15 * 60_000;

/// The most records of an answer, and the most bytes.
const MOST: i64 = 1000;
const BYTES: usize = 1_048_576;

const TYPES: &[&str] = &["TRIM_HORIZON", "LATEST", "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"];

pub(super) fn get(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let stream_arn = needed(input, "StreamArn", "streamArn")?;
    let shard = needed(input, "ShardId", "shardId")?;
    input.length("StreamArn", 37, 1024)?;
    input.length("ShardId", 28, 65)?;
    let kind = one_of(input, "ShardIteratorType", "shardIteratorType", TYPES)?
        .ok_or_else(|| constraint("shardIteratorType", None, "Member must not be null"))?;
    let stream = by_arn(world, stream_arn)
        .and_then(|row| world.dynamodb.streams.get(&row))
        .ok_or_else(|| no_stream(stream_arn))?;
    if stream.shard != shard {
        return Err(not_found(format!(
            "Requested resource not found: Shard: {shard} in stream: {stream_arn} not found"
        )));
    }
    let given = text(input, "SequenceNumber")?;
    let at = match (kind, given) {
        ("TRIM_HORIZON", _) => stream.first,
        ("LATEST", _) => stream.next,
        (kind, Some(given)) => {
            let at = position_of(given).filter(|at| *at < stream.next);
            let at = at.ok_or_else(|| {
                invalid("Invalid SequenceNumber: it is not of a record of the shard")
            })?;
            if at < stream.first {
                return Err(trimmed());
            }
            if kind == "AFTER_SEQUENCE_NUMBER" { at + 1 } else { at }
        }
        (kind, None) => {
            return Err(invalid(format!(
                "One or more parameter values were invalid: SequenceNumber must be provided for ShardIteratorType {kind}"
            )));
        }
    };
    Ok(json!({"ShardIterator": made(world, stream_arn, shard, at)}).into())
}

/// An iterator: the stream, the place in it, and when it was made.
fn made(world: &World, stream_arn: &str, shard: &str, at: u64) -> String {
    let inner = BASE64.encode(format!("{shard}|{at}|{}", world.now_ms()));
    format!("{stream_arn}|1|{inner}")
}

fn unmade(iterator: &str) -> Option<(String, String, u64, u64)> {
    let (stream_arn, inner) = iterator.split_once("|1|")?;
    let inner = String::from_utf8(BASE64.decode(inner).ok()?).ok()?;
    let mut parts = inner.split('|');
    let (shard, at, ms) = (parts.next()?, parts.next()?, parts.next()?);
    Some((stream_arn.to_owned(), shard.to_owned(), at.parse().ok()?, ms.parse().ok()?))
}

pub(super) fn records(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let iterator = needed(input, "ShardIterator", "shardIterator")?;
    let limit = at_least(input, "Limit", "limit", 1)?.unwrap_or(MOST);
    if limit > MOST {
        let rule = format!("Member must have value less than or equal to {MOST}");
        return Err(constraint("limit", Some(&limit.to_string()), &rule));
    }
    let (stream_arn, shard, from, made_ms) =
        unmade(iterator).ok_or_else(|| invalid("Invalid ShardIterator"))?;
    if world.now_ms().saturating_sub(made_ms) > VALID_MS {
        let text =
            "The shard iterator has expired and can no longer be used to retrieve stream records";
        return Err(Fault::sender(400, "ExpiredIteratorException", text));
    }
    let row = by_arn(world, &stream_arn).ok_or_else(|| no_stream(&stream_arn))?;
    let stream = world
        .dynamodb
        .streams
        .get(&row)
        .filter(|stream| stream.shard == shard)
        .ok_or_else(|| no_stream(&stream_arn))?;
    if from < stream.first {
        return Err(trimmed());
    }
    let most = usize::try_from(limit).unwrap_or(1000);
    let most = world.page_cap.map_or(most, |cap| most.min(cap));
    let (mut found, mut bytes, mut next) = (Vec::new(), 0, from);
    for (at, record) in reading::kept(world, &row, stream, from, most) {
        let record = shown(world, stream, at, record);
        bytes += record.to_string().len();
        if bytes > BYTES && !found.is_empty() {
            break;
        }
        found.push(record);
        next = at + 1;
    }
    let mut body = json!({"Records": found});
    let over = stream.closed_ms.is_some() && next >= stream.next;
    if let (false, Some(members)) = (over, body.as_object_mut()) {
        let next = made(world, &stream_arn, &shard, next);
        members.insert("NextShardIterator".to_owned(), Value::from(next));
    }
    Ok(body.into())
}

fn needed<'a>(input: &'a Input, member: &str, path: &str) -> Result<&'a str, Fault> {
    text(input, member)?.ok_or_else(|| constraint(path, None, "Member must not be null"))
}

pub(super) fn no_stream(stream_arn: &str) -> Fault {
    not_found(format!("Requested resource not found: Stream: {stream_arn} not found"))
}

fn trimmed() -> Fault {
    let text = "The operation attempted to read past the oldest stream record in a shard";
    Fault::sender(400, "TrimmedDataAccessException", text)
}

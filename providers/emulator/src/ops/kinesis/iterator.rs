//! `GetShardIterator` and `GetRecords`, and how sequence numbers look.

use base64::Engine as _;
use serde_json::{Map, Value, json};

use super::faults::{argument, no_shard, no_stream};
use super::model::{Shard, Status, Stream, seconds, shard_number};
use super::{named, reading, records};
use crate::ops::shards::Start;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

const BASE64: base64::engine::GeneralPurpose = base64::engine::general_purpose::STANDARD;

/// How long an iterator can be used.
const VALID_MS: u64 = 5 * 60_000;

/// The most records of an answer, and the most bytes.
const MOST: i64 = 10_000;
const BYTES: usize = 10 * 1_048_576;

const TYPES: &[&str] =
    &["AFTER_SEQUENCE_NUMBER", "LATEST", "AT_TIMESTAMP", "AT_SEQUENCE_NUMBER", "TRIM_HORIZON"];

/// A position as AWS writes sequence numbers: 56 digits that grow with time, here of the stream's birth, the shard and
/// the position in it.
pub(super) fn sequence(stream: &Stream, shard: u64, position: u64) -> String {
    format!("49{:010}{shard:012}{position:032}", stream.created_ms / 1000)
}

/// The shard and the position of a sequence number of this stream.
pub(super) fn position_of(stream: &Stream, sequence: &str) -> Option<(u64, u64)> {
    let rest = sequence.strip_prefix(&format!("49{:010}", stream.created_ms / 1000))?;
    let (shard, position) = rest.split_at_checked(12)?;
    Some((shard.parse().ok()?, position.parse().ok()?))
}

pub(super) fn get(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let shard = input.need_text("ShardId")?;
    named::check_name(input, "ShardId", 128)?;
    let kind = input.need_text("ShardIteratorType")?;
    if !TYPES.contains(&kind) {
        let rule = format!("Member must satisfy enum value set: [{}]", TYPES.join(", "));
        return Err(input.invalid("shardIteratorType", kind, &rule));
    }
    let stream = named::stream(world, input)?;
    if matches!(stream.status, Status::Creating) {
        return Err(no_stream(world, &stream.name));
    }
    let number = shard_number(shard);
    let found = number.and_then(|number| stream.shards.iter().find(|shard| shard.number == number));
    let found = found.ok_or_else(|| no_shard(world, &stream.name, shard))?;
    let at = position(world, &stream, found, kind, input)?;
    Ok(json!({"ShardIterator": made(world, &stream, found.number, at)}).into())
}

fn position(
    world: &World,
    stream: &Stream,
    shard: &Shard,
    kind: &str,
    input: &Input,
) -> Result<u64, Fault> {
    let cursor = records::cursor(world, &stream.name, shard.number);
    let given = input.text("StartingSequenceNumber");
    let rule = "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) \
                TRIM_HORIZON or LATEST and no StartingSequenceNumber.";
    match (kind, given) {
        ("TRIM_HORIZON" | "LATEST", Some(_)) => Err(argument(format!(
            "{rule} Request specified {kind} and also a StartingSequenceNumber."
        ))),
        ("TRIM_HORIZON", None) => Ok(cursor.first),
        ("LATEST", None) => Ok(cursor.next),
        ("AT_TIMESTAMP", _) => at_time(world, stream, shard, input),
        (kind, None) => {
            Err(argument(format!("{rule} Request specified {kind} and no StartingSequenceNumber.")))
        }
        (kind, Some(given)) => {
            let place = format!(
                "StartingSequenceNumber {given} used in GetShardIterator on shard {} in stream {} under account {} is \
                 invalid",
                shard.id(),
                stream.name,
                world.settings().account
            );
            let (of, at) = position_of(stream, given).ok_or_else(|| {
                argument(format!("{place} because it did not come from this stream."))
            })?;
            if of != shard.number {
                return Err(argument(format!(
                    "Invalid StartingSequenceNumber. It encodes {}, while it was used in a call to a shard with {}",
                    super::model::shard_id(of),
                    shard.id()
                )));
            }
            if at > cursor.next {
                return Err(argument(format!("{place}.")));
            }
            Ok(if kind == "AFTER_SEQUENCE_NUMBER" { at + 1 } else { at })
        }
    }
}

fn at_time(world: &World, stream: &Stream, shard: &Shard, input: &Input) -> Result<u64, Fault> {
    let Some(at) = input.get("Timestamp").and_then(Value::as_f64) else {
        return Err(argument(
            "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no \
             timestamp parameter.",
        ));
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a time before 1970 or after all time is the nearest there is"
    )]
    let ms = (at * 1000.0) as u64;
    if ms > world.now_ms() {
        return Err(argument(format!(
            "The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: \
             {ms}, currentTimestampInMillis: {}",
            world.now_ms()
        )));
    }
    Ok(reading::position(world, &stream.name, shard.number, Start::At(ms)))
}

/// An iterator: the stream, the place in it, and when it was made.
fn made(world: &World, stream: &Stream, shard: u64, at: u64) -> String {
    BASE64.encode(format!("{}|{}|{shard}|{at}|{}", stream.name, stream.id, world.now_ms()))
}

struct Iterator {
    stream: String,
    id: String,
    shard: u64,
    at: u64,
    made_ms: u64,
}

fn unmade(text: &str) -> Option<Iterator> {
    let text = String::from_utf8(BASE64.decode(text).ok()?).ok()?;
    let parts: Vec<&str> = text.split('|').collect();
    let [stream, id, shard, at, made] = parts.as_slice() else { return None };
    Some(Iterator {
        stream: (*stream).to_owned(),
        id: (*id).to_owned(),
        shard: shard.parse().ok()?,
        at: at.parse().ok()?,
        made_ms: made.parse().ok()?,
    })
}

pub(super) fn records(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let text = input.need_text("ShardIterator")?;
    let limit = input.integer_within("Limit", 1, MOST)?.unwrap_or(MOST);
    let iterator = unmade(text).ok_or_else(|| argument("Invalid ShardIterator."))?;
    let now_ms = world.now_ms();
    if now_ms.saturating_sub(iterator.made_ms) > VALID_MS {
        return Err(Fault::sender(
            400,
            "ExpiredIteratorException",
            format!(
                "Iterator expired. The iterator was created at time {} while right now it is {now_ms} which is further in \
                 the future than the tolerated delay of {VALID_MS} milliseconds.",
                iterator.made_ms
            ),
        ));
    }
    let stream = world.kinesis.streams.get(&iterator.stream);
    let stream = stream.filter(|stream| stream.id == iterator.id);
    let stream = stream.ok_or_else(|| no_stream(world, &iterator.stream))?;
    let shard = stream.shards.iter().find(|shard| shard.number == iterator.shard);
    let shard = shard
        .ok_or_else(|| no_shard(world, &stream.name, &super::model::shard_id(iterator.shard)))?;
    let most = usize::try_from(limit).unwrap_or(10_000);
    let most = world.page_cap.map_or(most, |cap| most.min(cap)).max(1);
    Ok(Value::Object(page(world, stream, shard, iterator.at, most)).into())
}

/// What comes next in a shard, and how to go on.
fn page(world: &World, stream: &Stream, shard: &Shard, at: u64, most: usize) -> Map<String, Value> {
    let cursor = records::cursor(world, &stream.name, shard.number);
    let (mut found, mut bytes, mut next) = (Vec::new(), 0, at.max(cursor.first));
    for (position, record) in records::from(world, &stream.name, shard.number, at, most) {
        bytes += record.data.len();
        if bytes > BYTES && !found.is_empty() {
            break;
        }
        let mut shown = json!({
            "SequenceNumber": sequence(stream, shard.number, position),
            "ApproximateArrivalTimestamp": seconds(record.at_ms),
            "Data": record.data,
            "PartitionKey": record.key,
        });
        if let (true, Some(members)) = (record.encrypted, shown.as_object_mut()) {
            members.insert("EncryptionType".to_owned(), "KMS".into());
        }
        found.push(shown);
        next = position + 1;
    }
    let waiting = records::from(world, &stream.name, shard.number, next, 1);
    let behind = waiting.first().map_or(0, |(_, record)| world.now_ms() - record.at_ms);
    let mut body = Map::new();
    body.insert("Records".to_owned(), found.into());
    body.insert("MillisBehindLatest".to_owned(), behind.into());
    if shard.closed.is_some_and(|(_, end)| next >= end) {
        let children = stream.shards.iter().filter(|child| child.parents.contains(&shard.number));
        body.insert("ChildShards".to_owned(), children.map(child).collect());
    } else {
        let next = made(world, stream, shard.number, next);
        body.insert("NextShardIterator".to_owned(), next.into());
    }
    body
}

fn child(shard: &Shard) -> Value {
    let parents: Vec<String> =
        shard.parents.iter().map(|parent| super::model::shard_id(*parent)).collect();
    json!({
        "ShardId": shard.id(),
        "ParentShards": parents,
        "HashKeyRange": {
            "StartingHashKey": shard.low.to_string(), "EndingHashKey": shard.high.to_string(),
        },
    })
}

//! `PutRecord` and `PutRecords`.

use base64::Engine as _;
use serde_json::{Map, Value, json};

use super::faults::{argument, invalid, no_stream};
use super::iterator::sequence;
use super::model::{Status, Stream, shard_id};
use super::{named, records, shards};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The largest record and the largest request, in bytes, and the most records of one.
const RECORD: usize = 1_048_576;
const REQUEST: usize = 10 * 1_048_576;
const RECORDS: usize = 500;

/// A record of a request, checked.
struct Entry {
    key: String,
    hash: u128,
    data: String,
    bytes: usize,
}

pub(super) fn one(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let entry = entry(input, "")?;
    let stream = filled(world, input)?;
    put(world, &stream, &entry).map(|put| Value::Object(put).into())
}

pub(super) fn many(world: &mut World, _caller: &Caller, input: &Input) -> Result<Reply, Fault> {
    let given = input.list("Records");
    if given.is_empty() || given.len() > RECORDS {
        let rule = match given.len() {
            0 => "Member must have length greater than or equal to 1".to_owned(),
            _ => format!("Member must have length less than or equal to {RECORDS}"),
        };
        return Err(input.invalid("records", "[]", &rule));
    }
    let entries: Vec<Entry> = (1..)
        .zip(given)
        .map(|(place, value)| entry(&input.part(value), &format!("records.{place}.member.")))
        .collect::<Result<_, Fault>>()?;
    if entries.iter().map(|entry| entry.bytes).sum::<usize>() > REQUEST {
        return Err(argument("Records size exceeds 10 MB limit"));
    }
    let stream = filled(world, input)?;
    let mut answers = Vec::new();
    // What a page cap leaves out was throttled: the caller is to send it again.
    let room = world.page_cap.unwrap_or(RECORDS).max(1);
    let mut failed = 0;
    for (place, entry) in entries.iter().enumerate() {
        if place < room {
            answers.push(Value::Object(put(world, &stream, entry)?));
            continue;
        }
        failed += 1;
        answers.push(json!({
            "ErrorCode": "ProvisionedThroughputExceededException",
            "ErrorMessage": format!(
                "Rate exceeded for shard in stream {} under account {}.",
                stream.name,
                world.settings().account
            ),
        }));
    }
    let mut body = json!({"FailedRecordCount": failed, "Records": answers});
    if let (Some(_), Some(members)) = (&stream.key, body.as_object_mut()) {
        members.insert("EncryptionType".to_owned(), "KMS".into());
    }
    Ok(body.into())
}

/// A stream that takes records.
fn filled(world: &World, input: &Input) -> Result<Stream, Fault> {
    let stream = named::stream(world, input)?;
    match stream.status {
        Status::Active | Status::Updating => Ok(stream),
        Status::Creating | Status::Deleting => Err(no_stream(world, &stream.name)),
    }
}

fn put(world: &mut World, stream: &Stream, entry: &Entry) -> Result<Map<String, Value>, Fault> {
    let put = records::put(world, &stream.name, &entry.key, entry.hash, &entry.data)
        .ok_or_else(|| no_stream(world, &stream.name))?;
    let mut answer = Map::new();
    answer.insert("ShardId".to_owned(), shard_id(put.shard).into());
    let number = sequence(stream, put.shard, put.position);
    answer.insert("SequenceNumber".to_owned(), number.into());
    if stream.key.is_some() {
        answer.insert("EncryptionType".to_owned(), "KMS".into());
    }
    Ok(answer)
}

/// Reads a record; `path` comes before its members' names in refusals.
fn entry(input: &Input, path: &str) -> Result<Entry, Fault> {
    let missing = |member: &str| {
        let text = "Member must not be null";
        Fault::constraint("ValidationException", &format!("{path}{member}"), None, text)
    };
    let data = input.text("Data").ok_or_else(|| missing("data"))?;
    let key = input.text("PartitionKey").ok_or_else(|| missing("partitionKey"))?;
    let length = key.chars().count();
    if length == 0 || length > 256 {
        let rule = match length {
            0 => "Member must have length greater than or equal to 1",
            _ => "Member must have length less than or equal to 256",
        };
        let path = format!("{path}partitionKey");
        return Err(Fault::constraint("ValidationException", &path, Some(key), rule));
    }
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(data)
        .map_err(|_| Fault::sender(400, "SerializationException", "Data is not base64"))?
        .len();
    if bytes + key.len() > RECORD {
        let path = format!("{path}data");
        let rule = format!("Member must have length less than or equal to {RECORD}");
        return Err(Fault::constraint(
            "ValidationException",
            &path,
            Some("java.nio.HeapByteBuffer"),
            &rule,
        ));
    }
    let hash = match input.text("ExplicitHashKey") {
        None => shards::hash_of(key),
        Some(given) => explicit(given, path)?,
    };
    Ok(Entry { key: key.to_owned(), hash, data: data.to_owned(), bytes: bytes + key.len() })
}

/// A place given outright.
fn explicit(given: &str, path: &str) -> Result<u128, Fault> {
    let digits = given.chars().all(|letter| letter.is_ascii_digit());
    if !digits || given.is_empty() || given.len() > 1 && given.starts_with('0') {
        let path = format!("{path}explicitHashKey");
        let rule = "Member must satisfy regular expression pattern: 0|([1-9]\\d{0,38})";
        return Err(Fault::constraint("ValidationException", &path, Some(given), rule));
    }
    given.parse().map_err(|_| {
        invalid(format!("Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was {given}"))
    })
}

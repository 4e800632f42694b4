//! Writing records, and how they look to readers.

use serde_json::{Map, Value, json};

use super::{DAY_MS, KEPT, KEPT_BYTES, Record, Stream, of_table, record_row};
use crate::ops::dynamodb::attribute::{Item, show, size};
use crate::ops::dynamodb::model::{Table, View, stream_arn};
use crate::ops::dynamodb::render::seconds;
use crate::ops::dynamodb::write::Cause;
use crate::ops::lambda::mappings;
use crate::world::World;

/// Sequence numbers have at least 21 digits.
const SEQUENCES: u128 = 100_000_000_000_000_000_000;

/// Writes what happened to an item, when the table has a stream.
pub(in crate::ops::dynamodb) fn record(
    world: &mut World,
    table: &Table,
    old: Option<&Item>,
    new: Option<&Item>,
    cause: Cause,
) {
    let Some(row) = of_table(table) else { return };
    let Some(item) = new.or(old) else { return };
    let keys: Item = table
        .key
        .names()
        .filter_map(|name| Some((name.to_owned(), item.get(name)?.clone())))
        .collect();
    let record = Record {
        id: world.random_text(32, "0123456789abcdef"),
        at_ms: world.now_ms(),
        keys,
        old: old.cloned(),
        new: new.cloned(),
        cause,
    };
    let Some(stream) = world.dynamodb.streams.get_mut(&row) else { return };
    let position = stream.next;
    stream.next += 1;
    stream.bytes += weight(&record);
    world.dynamodb.records.insert(record_row(&row, position), record);
    trim(world, &row);
    let label = table.stream.as_deref().unwrap_or_default();
    let stream_arn = stream_arn(world, &table.name, label);
    mappings::stirred(world, &stream_arn);
}

/// Drops the oldest records while they are too old, too many or too large.
fn trim(world: &mut World, row: &str) {
    let Some(mut stream) = world.dynamodb.streams.get(row).cloned() else { return };
    let (now_ms, before) = (world.now_ms(), stream.first);
    while stream.first < stream.next {
        let oldest = record_row(row, stream.first);
        let Some(record) = world.dynamodb.records.get(&oldest) else {
            stream.first += 1;
            continue;
        };
        let fits = stream.next - stream.first <= KEPT
            && stream.bytes <= KEPT_BYTES
            && record.at_ms.saturating_add(DAY_MS) > now_ms;
        if fits {
            break;
        }
        stream.bytes = stream.bytes.saturating_sub(weight(record));
        stream.first += 1;
        world.dynamodb.records.remove(&oldest);
    }
    if stream.first > before {
        world.dynamodb.streams.insert(row, stream);
    }
}

/// The bytes that a record takes.
fn weight(record: &Record) -> u64 {
    let images = [&record.old, &record.new].into_iter().flatten().map(size).sum::<usize>();
    u64::try_from(images + size(&record.keys)).unwrap_or(u64::MAX)
}

/// The position in a record's row.
pub(super) fn position(row: &str) -> Option<u64> {
    row.rsplit('/').next()?.parse().ok()
}

/// A position as AWS writes sequence numbers.
pub(super) fn sequence(position: u64) -> String {
    (SEQUENCES + u128::from(position)).to_string()
}

/// The position of a sequence number of ours.
pub(super) fn position_of(sequence: &str) -> Option<u64> {
    let number: u128 = sequence.parse().ok()?;
    u64::try_from(number.checked_sub(SEQUENCES)?).ok()
}

/// A record as `GetRecords` shows it.
pub(super) fn shown(world: &World, stream: &Stream, position: u64, record: &Record) -> Value {
    let name = match (&record.old, &record.new) {
        (None, _) => "INSERT",
        (Some(_), Some(_)) => "MODIFY",
        (Some(_), None) => "REMOVE",
    };
    let mut shown = json!({
        "eventID": record.id,
        "eventName": name,
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": world.settings().region,
        "dynamodb": change(stream, position, record),
    });
    if let (Cause::Expiry, Some(members)) = (record.cause, shown.as_object_mut()) {
        let identity = json!({"Type": "Service", "PrincipalId": "dynamodb.amazonaws.com"});
        members.insert("userIdentity".to_owned(), identity);
    }
    shown
}

/// A record as a function receives it: the identity is spelled otherwise, and the stream is named.
pub(super) fn event(world: &World, stream: &Stream, position: u64, record: &Record) -> Value {
    let mut event = shown(world, stream, position, record);
    if let Some(members) = event.as_object_mut() {
        if members.contains_key("userIdentity") {
            let identity = json!({"type": "Service", "principalId": "dynamodb.amazonaws.com"});
            members.insert("userIdentity".to_owned(), identity);
        }
        let arn = super::super::model::stream_arn(world, &stream.table, &stream.label);
        members.insert("eventSourceARN".to_owned(), arn.into());
    }
    event
}

fn change(stream: &Stream, position: u64, record: &Record) -> Value {
    let mut change = Map::new();
    // Whole seconds, as AWS shows them.
    let at = seconds(record.at_ms - record.at_ms % 1000);
    change.insert("ApproximateCreationDateTime".to_owned(), at.into());
    change.insert("Keys".to_owned(), show(&record.keys));
    let mut bytes = size(&record.keys);
    for (member, image, views) in [
        ("NewImage", &record.new, [View::New, View::Both]),
        ("OldImage", &record.old, [View::Old, View::Both]),
    ] {
        if let (Some(image), true) = (image, views.contains(&stream.view)) {
            bytes += size(image);
            change.insert(member.to_owned(), show(image));
        }
    }
    change.insert("SequenceNumber".to_owned(), sequence(position).into());
    change.insert("SizeBytes".to_owned(), bytes.into());
    change.insert("StreamViewType".to_owned(), stream.view.word().into());
    Value::Object(change)
}

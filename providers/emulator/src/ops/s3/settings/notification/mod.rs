//! The notification document: one for a bucket, replaced whole, its targets asked when it is put.

mod check;
mod entry;
mod targets;

use serde_json::{Map, Value};

use super::given;
use crate::ops::s3::{faults, store};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(in crate::ops::s3) use entry::Entry;

const NAME: &str = "notification";

/// The lists of the document, each with the element that names its target.
const LISTS: &[(&str, &str)] = &[
    ("TopicConfiguration", "Topic"),
    ("QueueConfiguration", "Queue"),
    ("CloudFunctionConfiguration", "CloudFunction"),
];

/// The element that is there when the default event bus is told of everything.
const BUS: &str = "EventBridgeConfiguration";

pub(in crate::ops::s3) fn get(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let bucket = store::bucket(world, input)?;
    Ok(bucket.documents.get(NAME).cloned().map_or_else(Reply::empty, Reply::from))
}

pub(in crate::ops::s3) fn put(
    world: &mut World,
    caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let bucket = store::bucket(world, input)?.name.clone();
    // An element without contents reads as a text: it takes everything away.
    let (_, document) = match input.get("NotificationConfiguration") {
        Some(Value::String(_)) => (bucket.clone(), Value::Object(Map::new())),
        _ => given(world, input, "NotificationConfiguration")?,
    };
    let document = check::read(world, &document)?;
    if input.flag("SkipDestinationValidation") != Some(true) {
        let before = entries(world, &bucket);
        let wanted = entry::all(&document);
        targets::ask(world, caller, &bucket, &wanted, &before)?;
    }
    let row = world.s3.buckets.get_mut(&bucket).ok_or_else(|| faults::no_bucket(&bucket))?;
    row.documents.insert(NAME.to_owned(), document);
    Ok(Reply::empty())
}

/// The bucket's configurations.
pub(in crate::ops::s3) fn entries(world: &World, bucket: &str) -> Vec<Entry> {
    let bucket = world.s3.buckets.get(bucket);
    bucket.and_then(|bucket| bucket.documents.get(NAME)).map(entry::all).unwrap_or_default()
}

/// Whether the default event bus is told.
pub(in crate::ops::s3) fn tells_bus(world: &World, bucket: &str) -> bool {
    let bucket = world.s3.buckets.get(bucket);
    let document = bucket.and_then(|bucket| bucket.documents.get(NAME));
    document.is_some_and(|document| document.get(BUS).is_some())
}

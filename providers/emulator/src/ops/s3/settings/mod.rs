//! A bucket's settings: one document each, checked when it is put and answered as it is kept.

pub(super) mod absent;
pub(super) mod cors;
pub(super) mod encryption;
pub(super) mod lifecycle;
pub(super) mod notification;
pub(super) mod ownership;
pub(super) mod policy;
pub(super) mod public_access;
pub(super) mod tagging;
pub(super) mod versioning;

use serde_json::Value;

use super::model::Bucket;
use super::{checksum, faults, store};
use crate::ops::{Fault, Input, Reply};
use crate::world::World;

/// The document of a call, and the name of the bucket it is for; the body's checksum is checked.
fn given(world: &World, input: &Input, document: &str) -> Result<(String, Value), Fault> {
    let name = store::bucket(world, input)?.name.clone();
    checksum::verify(input)?;
    let document = input.get(document).filter(|value| value.is_object());
    Ok((name, document.cloned().ok_or_else(faults::malformed)?))
}

/// Keeps a document in place of the one that was there.
fn keep(world: &mut World, bucket: &str, name: &str, document: Value) -> Reply {
    if let Some(bucket) = world.s3.buckets.get_mut(bucket) {
        bucket.documents.insert(name.to_owned(), document);
    }
    Reply::empty()
}

/// The kept document, or the refusal of a bucket without one.
fn kept(world: &World, input: &Input, name: &str, absent: (&str, &str)) -> Result<Reply, Fault> {
    let bucket = store::bucket(world, input)?;
    let document = bucket.documents.get(name).cloned();
    document.map(Reply::from).ok_or_else(|| missing(bucket, absent))
}

fn missing(bucket: &Bucket, (code, message): (&str, &str)) -> Fault {
    Fault::sender(404, code, message).with("BucketName", bucket.name.as_str())
}

/// Forgets a document; that there was none is no error.
fn forget(world: &mut World, input: &Input, name: &str) -> Result<Reply, Fault> {
    let bucket = store::bucket(world, input)?.name.clone();
    if let Some(bucket) = world.s3.buckets.get_mut(&bucket) {
        bucket.documents.remove(name);
    }
    Ok(Reply::empty())
}

/// The elements of a list in a document.
fn items<'a>(document: &'a Value, name: &str) -> &'a [Value] {
    document.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The text of an element.
fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str)
}

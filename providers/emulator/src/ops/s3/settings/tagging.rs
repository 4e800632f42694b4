//! Tags: their document form and its rules, and those of buckets.

use serde_json::{Value, json};

use super::{given, items, missing, text};
use crate::ops::s3::{arn, checksum, faults, store};
use crate::ops::service::{TagEdit, TagMap};
use crate::ops::{Caller, Fault, Input, Reply, tags};
use crate::world::World;

pub(in crate::ops::s3) fn get(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let bucket = store::bucket(world, input)?;
    if bucket.tags.is_empty() {
        return Err(missing(bucket, ("NoSuchTagSet", "The TagSet does not exist")));
    }
    Ok(Reply::from(shown(&bucket.tags)))
}

pub(in crate::ops::s3) fn put(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let (bucket, document) = given(world, input, "Tagging")?;
    checksum::required(input)?;
    let set = document.get("TagSet").ok_or_else(faults::malformed)?;
    let tags = read(set, 50)?;
    if let Some(bucket) = world.s3.buckets.get_mut(&bucket) {
        bucket.tags = tags;
    }
    Ok(Reply::empty())
}

pub(in crate::ops::s3) fn delete(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let bucket = store::bucket(world, input)?.name.clone();
    if let Some(bucket) = world.s3.buckets.get_mut(&bucket) {
        bucket.tags = TagMap::new();
    }
    Ok(Reply::empty())
}

/// Tags as the document `Tagging`.
pub(in crate::ops::s3) fn shown(tags: &TagMap) -> Value {
    json!({"TagSet": {"Tag": tags::list(tags)}})
}

/// The tags of a set; at most so many, none twice.
pub(in crate::ops::s3) fn read(set: &Value, most: usize) -> Result<TagMap, Fault> {
    let mut tags = TagMap::new();
    for tag in items(set, "Tag") {
        let key = text(tag, "Key").ok_or_else(faults::malformed)?;
        let value = text(tag, "Value").ok_or_else(faults::malformed)?;
        if tags.insert(key.to_owned(), value.to_owned()).is_some() {
            let text = "Cannot provide multiple Tags with the same key";
            return Err(faults::invalid_tag(text).with("TagKey", key));
        }
    }
    check(&tags, most)?;
    Ok(tags)
}

/// Refuses too many tags, or tags of a bad form.
pub(in crate::ops::s3) fn check(tags: &TagMap, most: usize) -> Result<(), Fault> {
    if tags.len() > most {
        let what = if most == 10 { "Object" } else { "Bucket" };
        let text = format!("{what} tags cannot be greater than {most}");
        return Err(Fault::sender(400, "BadRequest", text));
    }
    let reserved = |key: &str| key.to_ascii_lowercase().starts_with("aws:");
    if tags.keys().any(|key| reserved(key)) {
        return Err(faults::invalid_tag("System tags cannot be added/updated by requester"));
    }
    if let Some(key) = tags.keys().find(|key| key.is_empty() || key.chars().count() > 128) {
        let text = "The TagKey you have provided is invalid";
        return Err(faults::invalid_tag(text).with("TagKey", key.as_str()));
    }
    if let Some(value) = tags.values().find(|value| value.chars().count() > 256) {
        let text = "The TagValue you have provided is invalid";
        return Err(faults::invalid_tag(text).with("TagValue", value.as_str()));
    }
    match tags::refusal(tags) {
        Some(_) => Err(faults::invalid_tag("The TagKey you have provided is invalid")),
        None => Ok(()),
    }
}

/// Every bucket, for the tagging API.
pub(in crate::ops::s3) fn taggable(world: &World) -> Vec<(String, TagMap)> {
    world.s3.buckets.values().map(|bucket| (arn(&bucket.name), bucket.tags.clone())).collect()
}

/// An edit by the tagging API.
pub(in crate::ops::s3) fn edit(
    world: &mut World,
    bucket_arn: &str,
    edit: &TagEdit,
) -> Result<bool, Fault> {
    let name = bucket_arn.strip_prefix("arn:aws:s3:::").unwrap_or_default();
    let Some(bucket) = world.s3.buckets.get(name) else { return Ok(false) };
    let mut edited = bucket.tags.clone();
    tags::apply(&mut edited, edit);
    if matches!(edit, TagEdit::Put(_)) {
        check(&edited, 50)?;
    }
    if let Some(bucket) = world.s3.buckets.get_mut(name) {
        bucket.tags = edited;
    }
    Ok(true)
}

//! Conditions on reads and writes: ETags and times.

use crate::ops::s3::model::{Content, Version};
use crate::ops::s3::{faults, store, time};
use crate::ops::{Fault, Input};
use crate::world::World;

/// Whether one of the tags of a header is this one; `*` is any.
fn matches(header: &str, etag: &str) -> bool {
    header.split(',').map(str::trim).any(|one| {
        let one = one.strip_prefix("W/").unwrap_or(one).trim_matches('"');
        one == "*" || one == etag
    })
}

/// Refuses a write whose conditions the present object does not meet.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html>
pub(in crate::ops::s3) fn writable(
    world: &World,
    input: &Input,
    bucket: &str,
    key: &str,
) -> Result<(), Fault> {
    let (none, some) = (input.text("IfNoneMatch"), input.text("IfMatch"));
    if none.is_some() && some.is_some() {
        return Err(faults::not_implemented("If-Match"));
    }
    if none.is_some_and(|none| none.trim_matches('"') != "*") {
        return Err(faults::not_implemented("If-None-Match"));
    }
    let present = store::current(world, bucket, key).map(|(_, content)| content.etag.as_str());
    match (none, some, present) {
        (Some(_), _, Some(_)) => Err(faults::precondition("If-None-Match")),
        (_, Some(_), None) => Err(faults::no_key(key)),
        (_, Some(wanted), Some(etag)) if !matches(wanted, etag) => {
            Err(faults::precondition("If-Match"))
        }
        _ => Ok(()),
    }
}

/// Refuses a deletion whose condition the present object does not meet.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html>
pub(super) fn deletable(
    world: &World,
    wanted: Option<&str>,
    bucket: &str,
    key: &str,
) -> Result<(), Fault> {
    let Some(wanted) = wanted else { return Ok(()) };
    match store::current(world, bucket, key) {
        None => Err(faults::no_key(key)),
        Some((_, content)) if matches(wanted, &content.etag) => Ok(()),
        Some(_) => Err(faults::precondition("If-Match")),
    }
}

/// Refuses a read whose conditions the object does not meet. ETags outweigh times.
pub(super) fn readable(input: &Input, version: &Version, content: &Content) -> Result<(), Fault> {
    let seconds = version.modified_ms / 1000;
    let time = |member| input.text(member).and_then(time::parse).map(|ms| ms / 1000);
    if let Some(wanted) = input.text("IfMatch") {
        if !matches(wanted, &content.etag) {
            return Err(faults::precondition("If-Match"));
        }
    } else if time("IfUnmodifiedSince").is_some_and(|since| seconds > since) {
        return Err(faults::precondition("If-Unmodified-Since"));
    }
    if let Some(known) = input.text("IfNoneMatch") {
        if matches(known, &content.etag) {
            return Err(faults::not_modified(&content.etag));
        }
    } else if time("IfModifiedSince").is_some_and(|since| seconds <= since) {
        return Err(faults::not_modified(&content.etag));
    }
    Ok(())
}

/// Refuses a copy whose conditions the source does not meet.
pub(super) fn copyable(input: &Input, version: &Version, content: &Content) -> Result<(), Fault> {
    let seconds = version.modified_ms / 1000;
    let time = |member| input.text(member).and_then(time::parse).map(|ms| ms / 1000);
    let text = |member| input.text(member);
    let refused = |header: &str| Err(faults::precondition(header));
    if let Some(wanted) = text("CopySourceIfMatch") {
        if !matches(wanted, &content.etag) {
            return refused("x-amz-copy-source-If-Match");
        }
    } else if time("CopySourceIfUnmodifiedSince").is_some_and(|since| seconds > since) {
        return refused("x-amz-copy-source-If-Unmodified-Since");
    }
    if let Some(known) = text("CopySourceIfNoneMatch") {
        if matches(known, &content.etag) {
            return refused("x-amz-copy-source-If-None-Match");
        }
    } else if time("CopySourceIfModifiedSince").is_some_and(|since| seconds <= since) {
        return refused("x-amz-copy-source-If-Modified-Since");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn tags_match_with_and_without_quotes() {
        assert!(matches("\"a\"", "a") && matches("a", "a") && matches("*", "a"));
        assert!(matches("\"b\", W/\"a\"", "a") && !matches("\"b\"", "a"));
    }
}

//! DeleteObject and DeleteObjects.

use serde_json::{Map, Value, json};

use super::conditions;
use super::events::{self, Deed};
use crate::ops::s3::model::{NULL, Versioning};
use crate::ops::s3::{checksum, faults, store};
use crate::ops::service::TagMap;
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The most keys of one call.
const MOST: usize = 1_000;

/// What became of a key.
#[derive(Debug, Default)]
struct Gone {
    /// The version that was removed, or the marker that was made.
    version: Option<String>,
    /// Whether that is a delete marker.
    marker: bool,
}

pub(in crate::ops::s3) fn one(
    world: &mut World,
    caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let bucket = store::bucket(world, input)?.name.clone();
    let key = store::key(input)?;
    conditions::deletable(world, input.text("IfMatch"), &bucket, key)?;
    let gone = remove(world, caller, &bucket, key, input.text("VersionId"))?;
    let mut headers = Vec::new();
    if gone.marker {
        headers.push(("x-amz-delete-marker".to_owned(), "true".to_owned()));
    }
    headers.extend(gone.version.map(|id| ("x-amz-version-id".to_owned(), id)));
    Ok(Reply { headers, ..Reply::empty() })
}

/// Removes a version, or what is there now: kept behind a marker where versions are kept.
fn remove(
    world: &mut World,
    caller: &Caller,
    bucket: &str,
    key: &str,
    id: Option<&str>,
) -> Result<Gone, Fault> {
    if let Some(id) = id {
        let Some(version) = store::version(world, bucket, key, id).cloned() else {
            return Ok(Gone { version: Some(id.to_owned()), marker: false });
        };
        store::remove(world, &version);
        events::tell(world, &Deed::removed(&version, caller));
        return Ok(Gone { version: Some(version.id), marker: version.content.is_none() });
    }
    let versioning = world.s3.buckets.get(bucket).map(|bucket| bucket.versioning);
    if versioning == Some(Versioning::Off) {
        if let Some(version) = store::version(world, bucket, key, NULL).cloned() {
            store::remove(world, &version);
            events::tell(world, &Deed::removed(&version, caller));
        }
        return Ok(Gone::default());
    }
    let marker = store::put(world, bucket, key, None, TagMap::new())?;
    events::tell(world, &Deed::marked(&marker, caller));
    Ok(Gone { version: Some(marker.id), marker: true })
}

pub(in crate::ops::s3) fn many(
    world: &mut World,
    caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let bucket = store::bucket(world, input)?.name.clone();
    checksum::required(input)?;
    let document = input.get("Delete").ok_or_else(faults::malformed)?;
    let objects = document.get("Object").and_then(Value::as_array).ok_or_else(faults::malformed)?;
    if objects.len() > MOST {
        return Err(faults::malformed());
    }
    let quiet = document.get("Quiet").and_then(Value::as_str) == Some("true");
    let (mut deleted, mut failed) = (Vec::new(), Vec::new());
    for object in objects {
        let text =
            |name: &str| object.get(name).and_then(Value::as_str).filter(|one| !one.is_empty());
        let key = text("Key").ok_or_else(faults::malformed)?;
        let id = text("VersionId");
        let done = conditions::deletable(world, text("ETag"), &bucket, key)
            .and_then(|()| remove(world, caller, &bucket, key, id));
        match done {
            Ok(gone) if !quiet => deleted.push(shown(key, id, gone)),
            Ok(_) => {}
            Err(fault) => failed.push(refused(key, id, &fault)),
        }
    }
    Ok(Reply::from(json!({"Deleted": deleted, "Error": failed})))
}

fn shown(key: &str, id: Option<&str>, gone: Gone) -> Value {
    let mut entry = named(key, id);
    if gone.marker {
        entry.insert("DeleteMarker".to_owned(), true.into());
        entry.extend(gone.version.map(|id| ("DeleteMarkerVersionId".to_owned(), id.into())));
    }
    Value::Object(entry)
}

fn refused(key: &str, id: Option<&str>, fault: &Fault) -> Value {
    let mut entry = named(key, id);
    entry.insert("Code".to_owned(), fault.code.as_str().into());
    entry.insert("Message".to_owned(), fault.message.as_str().into());
    Value::Object(entry)
}

fn named(key: &str, id: Option<&str>) -> Map<String, Value> {
    let id = id.map(|id| ("VersionId".to_owned(), Value::from(id)));
    std::iter::once(("Key".to_owned(), Value::from(key))).chain(id).collect()
}

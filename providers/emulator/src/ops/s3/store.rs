//! Putting objects into buckets and taking them out, for the operations and for other services.

use sha2::Digest as _;
use std::sync::Arc;

use super::faults;
use super::model::{Bucket, Content, NULL, Version, Versioning};
use crate::ops::service::TagMap;
use crate::ops::{Fault, Input};
use crate::world::{Blob, World};

/// The largest key, in bytes.
const LONGEST_KEY: usize = 1_024;

/// The bucket a call is about. Who it is expected to belong to is asked first, as S3 does.
pub(super) fn bucket<'a>(world: &'a World, input: &Input) -> Result<&'a Bucket, Fault> {
    let name = input.text("Bucket").unwrap_or_default();
    let bucket = world.s3.buckets.get(name).ok_or_else(|| faults::no_bucket(name))?;
    let owner = input.text("ExpectedBucketOwner");
    if owner.is_some_and(|owner| owner != world.settings().account) {
        return Err(faults::denied("Access Denied"));
    }
    Ok(bucket)
}

/// The key a call is about.
pub(super) fn key(input: &Input) -> Result<&str, Fault> {
    let key = input.text("Key").unwrap_or_default();
    if key.len() > LONGEST_KEY {
        return Err(Fault::sender(400, "KeyTooLongError", "Your key is too long")
            .with("Size", key.len())
            .with("MaxSizeAllowed", LONGEST_KEY));
    }
    Ok(key)
}

/// The account as S3 names owners: a canonical id.
pub(super) fn owner(world: &World) -> String {
    hex::encode(sha2::Sha256::digest(&world.settings().account))
}

/// What begins the rows of all versions of a key. No key holds the character that ends it.
fn versions_of(bucket: &str, key: &str) -> String {
    format!("{bucket}/{key}\0")
}

/// The row of a version: the newest of a key comes first.
pub(super) fn row(version: &Version) -> String {
    let age = u64::MAX - version.sequence;
    format!("{}{age:020}", versions_of(&version.bucket, &version.key))
}

/// The newest version of a key, delete markers included.
pub(super) fn newest<'a>(world: &'a World, bucket: &str, key: &str) -> Option<&'a Version> {
    world.s3.versions.beginning(versions_of(bucket, key)).next().map(|(_, version)| version)
}

/// The version of an id.
pub(super) fn version<'a>(
    world: &'a World,
    bucket: &str,
    key: &str,
    id: &str,
) -> Option<&'a Version> {
    let mut rows = world.s3.versions.beginning(versions_of(bucket, key));
    rows.find(|(_, version)| version.id == id).map(|(_, version)| version)
}

/// An object as readers see it: the newest version unless that is a delete marker.
pub(super) fn current<'a>(
    world: &'a World,
    bucket: &str,
    key: &str,
) -> Option<(&'a Version, &'a Content)> {
    let version = newest(world, bucket, key)?;
    Some((version, version.content.as_ref()?))
}

/// The version a call is about: the one it names, or the newest; delete markers are refused as S3 does.
pub(super) fn asked<'a>(
    world: &'a World,
    input: &Input,
) -> Result<(&'a Version, &'a Content), Fault> {
    let bucket = &bucket(world, input)?.name;
    let key = key(input)?;
    let version = match input.text("VersionId") {
        Some(id) => version(world, bucket, key, id).ok_or_else(|| faults::no_version(key, id))?,
        None => newest(world, bucket, key).ok_or_else(|| faults::no_key(key))?,
    };
    match &version.content {
        Some(content) => Ok((version, content)),
        None => Err(marker(version, input.has("VersionId"))),
    }
}

/// A delete marker is no object: asked for by id it may not be read, else there is no such key.
fn marker(version: &Version, by_id: bool) -> Fault {
    let header = |name: &str| format!("{}{name}", crate::wire::S3_HEADER);
    let fault = if by_id {
        let text = "The specified method is not allowed against this resource.";
        Fault::sender(405, "MethodNotAllowed", text)
            .with("Method", "GET")
            .with("ResourceType", "DeleteMarker")
    } else {
        faults::no_key(&version.key)
    };
    fault
        .with(&header("x-amz-delete-marker"), "true")
        .with(&header("x-amz-version-id"), version.id.as_str())
}

/// The bytes of an object.
pub(super) fn bytes(world: &World, content: &Content) -> Arc<Vec<u8>> {
    world.blobs.get(&content.blob).map(|blob| Arc::clone(&blob.0)).unwrap_or_default()
}

/// The bytes of an object of this world, or the code and words with which S3 refuses them; for other services.
pub(crate) fn fetch(
    world: &World,
    bucket: &str,
    key: &str,
    id: Option<&str>,
) -> Result<Arc<Vec<u8>>, Fault> {
    let mut input = Input::default();
    let members = [("Bucket", Some(bucket)), ("Key", Some(key)), ("VersionId", id)];
    for (member, value) in members {
        if let Some(value) = value {
            input.members.insert(member.to_owned(), value.into());
        }
    }
    asked(world, &input).map(|(_, content)| bytes(world, content))
}

/// Keeps bytes under a name of their own.
pub(super) fn keep(world: &mut World, name: &str, bytes: Arc<Vec<u8>>) -> String {
    let blob = format!("s3/{name}");
    world.blobs.insert(blob.clone(), Blob(bytes));
    blob
}

/// Makes a version the newest of its key; without versioning the one that was there is gone. Its id when it has one
/// to tell.
pub(super) fn put(
    world: &mut World,
    bucket: &str,
    key: &str,
    content: Option<(Content, Arc<Vec<u8>>)>,
    tags: TagMap,
) -> Result<Version, Fault> {
    let modified_ms = world.now_ms();
    let fresh =
        world.random_text(32, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.");
    let row_of = world.s3.buckets.get_mut(bucket).ok_or_else(|| faults::no_bucket(bucket))?;
    let sequence = row_of.next;
    row_of.next += 1;
    let id = if row_of.versioning == Versioning::Enabled { fresh } else { NULL.to_owned() };
    if id == NULL
        && let Some(old) = version(world, bucket, key, NULL).cloned()
    {
        remove(world, &old);
    }
    let content = content.map(|(content, bytes)| {
        let blob = keep(world, &format!("{bucket}/{sequence}"), bytes);
        Content { blob, ..content }
    });
    let made = Version {
        bucket: bucket.to_owned(),
        key: key.to_owned(),
        id,
        sequence,
        modified_ms,
        content,
        tags,
    };
    world.s3.versions.insert(row(&made), made.clone());
    Ok(made)
}

/// Removes one version and its bytes.
pub(super) fn remove(world: &mut World, version: &Version) {
    if let Some(content) = &version.content {
        world.blobs.remove(&content.blob);
    }
    world.s3.versions.remove(&row(version));
}

/// Removes an upload and its parts.
pub(super) fn drop_upload(world: &mut World, row: &str) {
    let prefix = format!("{row}/");
    let parts: Vec<(String, String)> = world
        .s3
        .parts
        .prefixed(&prefix)
        .map(|(key, part)| (key.to_owned(), part.blob.clone()))
        .collect();
    for (key, blob) in parts {
        world.blobs.remove(&blob);
        world.s3.parts.remove(&key);
    }
    world.s3.uploads.remove(row);
}

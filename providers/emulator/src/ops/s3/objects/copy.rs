//! CopyObject.

use serde_json::{Map, Value, json};

use super::events::{self, Deed};
use super::{conditions, describe};
use crate::ops::s3::model::{Bucket, Checksum, Content, Version};
use crate::ops::s3::settings::lifecycle;
use crate::ops::s3::{checksum, faults, store, time};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::wire;
use crate::world::World;

/// The version that `x-amz-copy-source` names: `/bucket/key?versionId=id`, encoded.
pub(in crate::ops::s3) fn source(
    world: &World,
    input: &Input,
) -> Result<(Version, Content), Fault> {
    let text = input.text("CopySource").unwrap_or_default();
    let (path, id) = match text.split_once("?versionId=") {
        Some((path, id)) => (path, Some(id)),
        None => (text, None),
    };
    let path = wire::percent_decoded(path.trim_start_matches('/'));
    let place = path.split_once('/').filter(|(bucket, key)| !bucket.is_empty() && !key.is_empty());
    let (bucket, key) = place.ok_or_else(|| {
        let text = "You can only specify a copy source header for copy requests.";
        faults::invalid_argument("x-amz-copy-source", &path, text)
    })?;
    let mut asked = Input::default();
    let members = [
        ("Bucket", Some(bucket)),
        ("Key", Some(key)),
        ("VersionId", id),
        ("ExpectedBucketOwner", input.text("ExpectedSourceBucketOwner")),
    ];
    for (member, value) in members {
        asked.members.extend(value.map(|value| (member.to_owned(), value.into())));
    }
    let (version, content) = store::asked(world, &asked)?;
    conditions::copyable(input, version, content)?;
    Ok((version.clone(), content.clone()))
}

pub(in crate::ops::s3) fn run(
    world: &mut World,
    caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let bucket = store::bucket(world, input)?.clone();
    let key = store::key(input)?;
    let (from, original) = source(world, input)?;
    conditions::writable(world, input, &bucket.name, key)?;
    let replaces = directive(input, "MetadataDirective")?;
    let content = copied(input, &bucket, &original, replaces)?;
    let same = from.bucket == bucket.name && from.key == key;
    let unchanged = content.storage_class == original.storage_class
        && content.encryption == original.encryption
        && !input.has("WebsiteRedirectLocation");
    if same
        && !replaces
        && unchanged
        && !input.text("CopySource").is_some_and(|text| text.contains("?versionId="))
    {
        let text = "This copy request is illegal because it is trying to copy an object to itself without changing the \
                    object's metadata, storage class, website redirect location or encryption attributes.";
        return Err(faults::invalid_request(text));
    }
    let tags = if directive(input, "TaggingDirective")? {
        describe::tags(input)?
    } else {
        from.tags.clone()
    };
    let bytes = store::bytes(world, &original);
    let content = summed(input, content, &bytes)?;
    let version = store::put(world, &bucket.name, key, Some((content.clone(), bytes)), tags)?;
    lifecycle::watch(world, &bucket.name);
    events::tell(world, &Deed::made("ObjectCreated:Copy", "CopyObject", &version, caller));
    let mut headers = describe::encryption_headers(&content.encryption);
    headers.extend(describe::version_header(Some(&bucket), &version));
    let source_bucket = world.s3.buckets.get(&from.bucket);
    let source_id = describe::version_header(source_bucket, &from);
    headers.extend(source_id.map(|(_, id)| ("x-amz-copy-source-version-id".to_owned(), id)));
    Ok(Reply { headers, ..Reply::from(result(&content, version.modified_ms)) })
}

/// `REPLACE` or `COPY`; whether it is the former.
fn directive(input: &Input, member: &str) -> Result<bool, Fault> {
    match input.text(member) {
        None | Some("COPY") => Ok(false),
        Some("REPLACE") => Ok(true),
        Some(other) => Err(faults::invalid_argument(member, other, format!("Unknown {member}."))),
    }
}

/// The new object's description: its own where it is replaced, else the source's in the new place.
fn copied(
    input: &Input,
    bucket: &Bucket,
    original: &Content,
    replaces: bool,
) -> Result<Content, Fault> {
    let described = describe::read(bucket, input)?;
    let described = if replaces {
        described
    } else {
        Content {
            headers: original.headers.clone(),
            metadata: original.metadata.clone(),
            ..described
        }
    };
    Ok(Content { size: original.size, checksum: original.checksum.clone(), ..described })
}

/// The ETag and checksum of the copied bytes: a copy is written whole.
fn summed(input: &Input, content: Content, bytes: &[u8]) -> Result<Content, Fault> {
    use md5::Digest as _;
    let kept = content.checksum.as_ref().map(|checksum| checksum.algorithm.as_str());
    let algorithm = input.text("ChecksumAlgorithm").or(kept);
    let checksum = match algorithm {
        None => None,
        Some(algorithm) => {
            let value = checksum::of(algorithm, bytes).ok_or_else(|| {
                let text = "Checksum algorithm provided is unsupported. Please try again with any of the valid types: \
                            [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]";
                faults::invalid_request(text)
            })?;
            Some(Checksum { algorithm: algorithm.to_owned(), value, composite: false })
        }
    };
    Ok(Content { etag: hex::encode(md5::Md5::digest(bytes)), checksum, ..content })
}

/// What a copy answers.
pub(in crate::ops::s3) fn result(content: &Content, modified_ms: u64) -> Value {
    let mut members = Map::new();
    members.insert("LastModified".to_owned(), time::iso(modified_ms).into());
    members.insert("ETag".to_owned(), describe::quoted(&content.etag).into());
    if let Some(checksum) = &content.checksum {
        members.insert(format!("Checksum{}", checksum.algorithm), json!(checksum.value));
        let kind = describe::checksum_type(checksum.composite);
        members.insert("ChecksumType".to_owned(), kind.into());
    }
    Value::Object(members)
}

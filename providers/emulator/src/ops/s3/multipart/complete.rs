//! CompleteMultipartUpload and AbortMultipartUpload.

use std::sync::Arc;

use md5::{Digest as _, Md5};
use serde_json::{Map, Value};

use super::{asked, part_row};
use crate::ops::s3::model::{Checksum, Content, Part, Upload};
use crate::ops::s3::objects::events::{self, Deed};
use crate::ops::s3::objects::{describe, writable};
use crate::ops::s3::settings::lifecycle;
use crate::ops::s3::{checksum, faults, store};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

/// The smallest part that is not the last.
const SMALLEST: usize = 5 * 1024 * 1024;

pub(in crate::ops::s3) fn run(
    world: &mut World,
    caller: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let (row, upload) = asked(world, input)?;
    let parts = parts(world, input, &row)?;
    writable(world, input, &upload.bucket, &upload.key)?;
    let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.size).sum());
    for part in &parts {
        let blob = world.blobs.get(&part.blob).map(|blob| Arc::clone(&blob.0)).unwrap_or_default();
        bytes.extend_from_slice(&blob);
    }
    let checksum = summed(input, &upload, &parts, &bytes)?;
    let content = Content {
        size: bytes.len(),
        etag: etag(&parts),
        checksum,
        parts: parts.iter().map(|part| part.size).collect(),
        ..upload.content.clone()
    };
    let made = Some((content.clone(), Arc::new(bytes)));
    let version = store::put(world, &upload.bucket, &upload.key, made, upload.tags.clone())?;
    store::drop_upload(world, &row);
    lifecycle::watch(world, &upload.bucket);
    let event = "ObjectCreated:CompleteMultipartUpload";
    events::tell(world, &Deed::made(event, "CompleteMultipartUpload", &version, caller));
    let mut headers = describe::encryption_headers(&content.encryption);
    headers.extend(describe::version_header(world.s3.buckets.get(&upload.bucket), &version));
    Ok(Reply { headers, ..Reply::from(told(caller, &upload, &content)) })
}

fn told(caller: &Caller, upload: &Upload, content: &Content) -> Value {
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| drop(members.insert(name.to_owned(), value));
    put("Location", format!("http://{}/{}/{}", caller.host, upload.bucket, upload.key).into());
    put("Bucket", upload.bucket.as_str().into());
    put("Key", upload.key.as_str().into());
    put("ETag", describe::quoted(&content.etag).into());
    if let Some(checksum) = &content.checksum {
        put(&format!("Checksum{}", checksum.algorithm), checksum.value.as_str().into());
        put("ChecksumType", describe::checksum_type(checksum.composite).into());
    }
    Value::Object(members)
}

/// The parts the call names, in the order it names them.
fn parts(world: &World, input: &Input, row: &str) -> Result<Vec<Part>, Fault> {
    let document = input.get("CompleteMultipartUpload");
    let listed = document.and_then(|all| all.get("Part")).and_then(Value::as_array);
    let listed = listed.filter(|parts| !parts.is_empty()).ok_or_else(faults::malformed)?;
    let mut found: Vec<Part> = Vec::new();
    for one in listed {
        let text = |name: &str| one.get(name).and_then(Value::as_str).unwrap_or_default();
        let number: u32 = text("PartNumber").parse().map_err(|_| faults::malformed())?;
        if found.last().is_some_and(|last| last.number >= number) {
            let text = "The list of parts was not in ascending order. Parts must be ordered by part number.";
            return Err(Fault::sender(400, "InvalidPartOrder", text));
        }
        let part = world.s3.parts.get(&part_row(row, number));
        let etag = text("ETag").trim_matches('"');
        let part =
            part.filter(|part| part.etag == etag).ok_or_else(|| invalid_part(number, etag))?;
        found.push(part.clone());
    }
    let (_, before) = found.split_last().ok_or_else(faults::malformed)?;
    if let Some(small) = before.iter().find(|part| part.size < SMALLEST) {
        let text = "Your proposed upload is smaller than the minimum allowed size";
        return Err(Fault::sender(400, "EntityTooSmall", text)
            .with("ProposedSize", small.size)
            .with("MinSizeAllowed", SMALLEST)
            .with("PartNumber", small.number)
            .with("ETag", small.etag.as_str()));
    }
    Ok(found)
}

fn invalid_part(number: u32, etag: &str) -> Fault {
    let text = "One or more of the specified parts could not be found.  The part may not have been uploaded, or the \
                specified entity tag may not match the part's entity tag.";
    Fault::sender(400, "InvalidPart", text).with("PartNumber", number).with("ETag", etag)
}

/// The MD5 of the parts' MD5s, and how many there are.
fn etag(parts: &[Part]) -> String {
    let digests: Vec<u8> =
        parts.iter().flat_map(|part| hex::decode(&part.etag).unwrap_or_default()).collect();
    format!("{}-{}", hex::encode(Md5::digest(digests)), parts.len())
}

/// The checksum of the whole, held against what the caller says it is.
fn summed(
    input: &Input,
    upload: &Upload,
    parts: &[Part],
    bytes: &[u8],
) -> Result<Option<Checksum>, Fault> {
    let Some(algorithm) = upload.algorithm.as_deref() else { return Ok(None) };
    let checksum = if upload.full_object {
        let value = checksum::of(algorithm, bytes).unwrap_or_default();
        Some(Checksum { algorithm: algorithm.to_owned(), value, composite: false })
    } else {
        let sums = parts.iter().filter_map(|part| part.checksum.as_ref());
        checksum::composite(algorithm, sums.map(|sum| sum.value.as_str()))
    };
    let told = input.text(&format!("Checksum{algorithm}"));
    let value = checksum.as_ref().map(|checksum| checksum.value.as_str());
    // A caller may leave out the number of parts.
    let same = |told: &str| {
        value.is_some_and(|value| value == told || value.split('-').next() == Some(told))
    };
    if told.is_some_and(|told| !same(told)) {
        let text = format!("The {algorithm} you specified did not match the calculated checksum.");
        return Err(Fault::sender(400, "BadDigest", text));
    }
    Ok(checksum)
}

pub(in crate::ops::s3) fn abort(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let (row, _) = asked(world, input)?;
    store::drop_upload(world, &row);
    Ok(Reply::empty())
}

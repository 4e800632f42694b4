//! Where a function's code comes from: the zip in the call, an object in a bucket, or an image's name.

use std::io::Cursor;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::Digest as _;

use super::faults::{invalid, other};
use super::model::{Code, Configuration, Place};
use crate::ops::{Fault, Input, s3};
use crate::world::{Blob, World};

/// The largest zip that travels in a call.
const LARGEST_ZIP: usize = 52_428_800;
/// The largest sum of unpacked files.
pub(crate) const LARGEST_UNPACKED: u64 = 262_144_000;

/// Code that was checked and may be stored.
pub(crate) struct Source {
    pub(crate) code: Code,
    zip: Option<(String, Vec<u8>)>,
}

/// Reads the source members of a call (`Code` of CreateFunction, the call itself for UpdateFunctionCode).
pub(crate) fn read(world: &World, input: &Input) -> Result<Source, Fault> {
    if let Some(uri) = input.text("ImageUri") {
        // An image is known by the digest in its address; one by tag has some digest, always the same here.
        let named = uri.split_once("@sha256:").map(|(_, digest)| digest.to_owned());
        let sha256 = named.unwrap_or_else(|| hex::encode(sha2::Sha256::digest(uri)));
        let code = Code { sha256, size: 0, unpacked: 0, place: Place::Image(uri.to_owned()) };
        return Ok(Source { code, zip: None });
    }
    let zip = match (input.text("ZipFile"), input.text("S3Bucket")) {
        (Some(_), Some(_)) => {
            return Err(invalid(
                "Please do not provide other FunctionCode parameters when providing a ZipFile.",
            ));
        }
        (Some(text), None) => sent(text)?,
        (None, Some(bucket)) => stored(world, input, bucket)?,
        (None, None) => return Err(invalid("Please provide a source for function code.")),
    };
    let unpacked = check(&zip)?;
    let digest = sha2::Sha256::digest(&zip);
    let key = hex::encode(digest);
    let code = Code {
        sha256: STANDARD.encode(digest),
        size: zip.len(),
        unpacked,
        place: Place::Zip(key.clone()),
    };
    Ok(Source { code, zip: Some((key, zip)) })
}

/// The zip in the call itself.
fn sent(text: &str) -> Result<Vec<u8>, Fault> {
    let zip = STANDARD
        .decode(text)
        .map_err(|_| Fault::sender(400, "SerializationException", "`ZipFile` is not base64"))?;
    if zip.len() > LARGEST_ZIP {
        return Err(other(
            413,
            "RequestEntityTooLargeException",
            format!("Zipped size must be smaller than {LARGEST_ZIP} bytes"),
        ));
    }
    Ok(zip)
}

/// The zip in a bucket, as it is now: later writes to the object change no function.
fn stored(world: &World, input: &Input, bucket: &str) -> Result<Vec<u8>, Fault> {
    let key = input.need_text("S3Key")?;
    let bytes = s3::store::fetch(world, bucket, key, input.text("S3ObjectVersion"));
    bytes.map(|bytes| bytes.to_vec()).map_err(|fault| {
        invalid(format!(
            "Error occurred while GetObject. S3 Error Code: {}. S3 Error Message: {}",
            fault.code, fault.message
        ))
    })
}

/// Checks a zip and returns the sum of its files' sizes.
fn check(zip: &[u8]) -> Result<u64, Fault> {
    if zip.is_empty() {
        return Err(invalid("Uploaded file must be a non-empty zip"));
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).map_err(|_| {
        invalid("Could not unzip uploaded file. Please check your file, then try to upload again.")
    })?;
    if archive.is_empty() {
        return Err(invalid("Uploaded file must be a non-empty zip"));
    }
    let mut unpacked = 0_u64;
    for index in 0..archive.len() {
        let file = archive.by_index_raw(index);
        let file = file.map_err(|_| {
            invalid(
                "Could not unzip uploaded file. Please check your file, then try to upload again.",
            )
        })?;
        unpacked = unpacked.saturating_add(file.size());
    }
    if unpacked > LARGEST_UNPACKED {
        return Err(invalid(format!(
            "Unzipped size must be smaller than {LARGEST_UNPACKED} bytes"
        )));
    }
    Ok(unpacked)
}

/// Stores the code and returns what a configuration keeps of it.
pub(crate) fn store(world: &mut World, source: Source) -> Code {
    if let Some((key, zip)) = source.zip
        && !world.blobs.contains(&key)
    {
        world.blobs.insert(key, Blob(Arc::new(zip)));
    }
    source.code
}

/// Drops a zip that nothing names any more.
pub(crate) fn release(world: &mut World, place: &Place) {
    let Place::Zip(key) = place else { return };
    let names = |row: &Configuration| {
        row.code.place == *place
            || row.layers.iter().any(|layer| layer.content.as_deref() == Some(key))
    };
    let lambda = &world.lambda;
    let used = lambda.functions.values().any(|function| names(&function.latest))
        || lambda.versions.values().any(|version| names(&version.configuration))
        || lambda.layer_versions.values().any(|version| version.code.place == *place);
    if !used {
        world.blobs.remove(key);
    }
}

/// Drops what a configuration that is gone had for itself: its code and its layers' contents.
pub(crate) fn release_all(world: &mut World, row: &Configuration) {
    release(world, &row.code.place);
    for key in row.layers.iter().filter_map(|layer| layer.content.clone()) {
        release(world, &Place::Zip(key));
    }
}

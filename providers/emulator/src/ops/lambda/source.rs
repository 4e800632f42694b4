//! Where a function's code comes from: the zip in the call, or an image's name.

use std::io::Cursor;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::Digest as _;

use super::faults::{invalid, other};
use super::model::{Code, Place};
use crate::ops::{Fault, Input};
use crate::world::{Blob, World};

/// The largest zip that travels in a call.
const LARGEST_ZIP: usize = 52_428_800;
/// The largest sum of unpacked files.
const LARGEST_UNPACKED: u64 = 262_144_000;

/// Code that was checked and may be stored.
pub(crate) struct Source {
    pub(crate) code: Code,
    zip: Option<(String, Vec<u8>)>,
}

/// Reads the source members of a call (`Code` of CreateFunction, the call itself for UpdateFunctionCode).
pub(crate) fn read(input: &Input) -> Result<Source, Fault> {
    if let Some(uri) = input.text("ImageUri") {
        let sha256 = hex::encode(sha2::Sha256::digest(uri));
        let code = Code { sha256, size: 0, place: Place::Image(uri.to_owned()) };
        return Ok(Source { code, zip: None });
    }
    if input.has("S3Bucket") {
        return Err(invalid(
            "Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: The specified bucket does \
             not exist",
        ));
    }
    let Some(text) = input.text("ZipFile") else {
        return Err(invalid("Please provide a source for function code."));
    };
    let zip = STANDARD
        .decode(text)
        .map_err(|_| Fault::sender(400, "SerializationException", "`ZipFile` is not base64"))?;
    check(&zip)?;
    let digest = sha2::Sha256::digest(&zip);
    let key = hex::encode(digest);
    let code =
        Code { sha256: STANDARD.encode(digest), size: zip.len(), place: Place::Zip(key.clone()) };
    Ok(Source { code, zip: Some((key, zip)) })
}

fn check(zip: &[u8]) -> Result<(), Fault> {
    if zip.is_empty() {
        return Err(invalid("Uploaded file must be a non-empty zip"));
    }
    if zip.len() > LARGEST_ZIP {
        return Err(other(
            413,
            "RequestEntityTooLargeException",
            format!("Zipped size must be smaller than {LARGEST_ZIP} bytes"),
        ));
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
    Ok(())
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

/// Drops a zip that no configuration names any more.
pub(crate) fn release(world: &mut World, code: &Code) {
    let Place::Zip(key) = &code.place else { return };
    let used =
        world.lambda.functions.values().any(|function| function.latest.code.place == code.place)
            || world
                .lambda
                .versions
                .values()
                .any(|version| version.configuration.code.place == code.place);
    if !used {
        world.blobs.remove(key);
    }
}

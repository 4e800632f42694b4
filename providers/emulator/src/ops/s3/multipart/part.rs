//! UploadPart and UploadPartCopy.

use std::sync::Arc;

use md5::{Digest as _, Md5};

use super::{asked, part_row};
use crate::ops::s3::model::{Checksum, Content, Part, Upload};
use crate::ops::s3::objects::{copy, describe, range};
use crate::ops::s3::{checksum, faults, store};
use crate::ops::{Caller, Fault, Input, Reply};
use crate::world::World;

pub(in crate::ops::s3) fn upload(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let (row, upload) = asked(world, input)?;
    let given = checksum::verify(input)?;
    check_algorithm(&upload, given.as_ref())?;
    let part = keep(world, (&row, &upload), number(input)?, Arc::new(input.payload.to_vec()));
    let mut headers = vec![("etag".to_owned(), describe::quoted(&part.etag))];
    headers.extend(describe::encryption_headers(&upload.content.encryption));
    if let Some(checksum) = &part.checksum {
        let name = format!("x-amz-checksum-{}", checksum.algorithm.to_ascii_lowercase());
        headers.push((name, checksum.value.clone()));
    }
    Ok(Reply { headers, ..Reply::empty() })
}

pub(in crate::ops::s3) fn copy(
    world: &mut World,
    _: &Caller,
    input: &Input,
) -> Result<Reply, Fault> {
    let (row, upload) = asked(world, input)?;
    let number = number(input)?;
    let (from, content) = copy::source(world, input)?;
    let bytes = store::bytes(world, &content);
    let bytes = match input.text("CopySourceRange") {
        None => bytes,
        Some(header) => {
            let text = "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are \
                        the zero-based offsets of the first and last bytes to copy";
            let invalid = || faults::invalid_argument("x-amz-copy-source-range", header, text);
            let range = range::read(header, content.size)?.ok_or_else(invalid)?;
            Arc::new(bytes.get(range).unwrap_or_default().to_vec())
        }
    };
    let part = keep(world, (&row, &upload), number, bytes);
    let mut headers = describe::encryption_headers(&upload.content.encryption);
    let id = describe::version_header(world.s3.buckets.get(&from.bucket), &from);
    headers.extend(id.map(|(_, id)| ("x-amz-copy-source-version-id".to_owned(), id)));
    let shown = Content { etag: part.etag, checksum: part.checksum, ..Content::default() };
    let mut body = copy::result(&shown, part.modified_ms);
    if let Some(members) = body.as_object_mut() {
        members.remove("ChecksumType");
    }
    Ok(Reply { headers, ..Reply::from(body) })
}

fn number(input: &Input) -> Result<u32, Fault> {
    let text = input.text("PartNumber").unwrap_or_default();
    text.parse().ok().filter(|number| (1..=10_000).contains(number)).ok_or_else(|| {
        let message = "Part number must be an integer between 1 and 10000, inclusive";
        faults::invalid_argument("partNumber", text, message)
    })
}

/// A part must be summed as its upload is.
fn check_algorithm(upload: &Upload, given: Option<&Checksum>) -> Result<(), Fault> {
    let (Some(wanted), Some(given)) = (&upload.algorithm, given) else { return Ok(()) };
    if *wanted == given.algorithm {
        return Ok(());
    }
    let text = format!(
        "Checksum Type mismatch occurred, expected checksum Type: {}, actual checksum Type: {}",
        wanted.to_ascii_lowercase(),
        given.algorithm.to_ascii_lowercase()
    );
    Err(faults::invalid_request(text))
}

/// Keeps a part in place of one of the same number.
fn keep(
    world: &mut World,
    (row, upload): (&str, &Upload),
    number: u32,
    bytes: Arc<Vec<u8>>,
) -> Part {
    let algorithm = upload.algorithm.as_deref();
    let checksum = algorithm.and_then(|algorithm| {
        let value = checksum::of(algorithm, &bytes)?;
        Some(Checksum { algorithm: algorithm.to_owned(), value, composite: false })
    });
    let name = format!("{}/parts/{}/{number}", upload.bucket, upload.id);
    let part = Part {
        number,
        size: bytes.len(),
        etag: hex::encode(Md5::digest(bytes.as_slice())),
        blob: store::keep(world, &name, bytes),
        modified_ms: world.now_ms(),
        checksum,
    };
    world.s3.parts.insert(part_row(row, number), part.clone());
    part
}

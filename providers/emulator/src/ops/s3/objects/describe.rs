//! What a call says of a new object, and what answers say of one that is there.

use std::collections::BTreeMap;

use crate::ops::s3::model::{Bucket, Content, Encryption, Version};
use crate::ops::s3::settings::{encryption, ownership, tagging};
use crate::ops::s3::{faults, time};
use crate::ops::service::TagMap;
use crate::ops::{Fault, Input};
use crate::wire;

/// Headers that are kept and given back as they came, as (header, member).
const KEPT: &[(&str, &str)] = &[
    ("cache-control", "CacheControl"),
    ("content-disposition", "ContentDisposition"),
    ("content-encoding", "ContentEncoding"),
    ("content-language", "ContentLanguage"),
    ("content-type", "ContentType"),
    ("expires", "Expires"),
    ("x-amz-website-redirect-location", "WebsiteRedirectLocation"),
];

const CLASSES: &[&str] = &[
    "STANDARD",
    "REDUCED_REDUNDANCY",
    "STANDARD_IA",
    "ONEZONE_IA",
    "INTELLIGENT_TIERING",
    "GLACIER",
    "DEEP_ARCHIVE",
    "GLACIER_IR",
];

/// The most bytes of an object's own metadata.
const MOST_METADATA: usize = 2 * 1024;

/// An object's description from a call that makes one: all but size, bytes and ETag.
pub(in crate::ops::s3) fn read(bucket: &Bucket, input: &Input) -> Result<Content, Fault> {
    ownership::check_object(bucket, input)?;
    let metadata = input.text_map("Metadata").unwrap_or_default();
    let length: usize = metadata.iter().map(|(key, value)| key.len() + value.len()).sum();
    if length > MOST_METADATA {
        let text = "Your metadata headers exceed the maximum allowed metadata size";
        return Err(Fault::sender(400, "MetadataTooLarge", text)
            .with("Size", length)
            .with("MaxSizeAllowed", MOST_METADATA));
    }
    let storage_class = input.text("StorageClass").unwrap_or("STANDARD");
    if !CLASSES.contains(&storage_class) {
        let text = "The storage class you specified is not valid";
        return Err(Fault::sender(400, "InvalidStorageClass", text)
            .with("StorageClassRequested", storage_class));
    }
    Ok(Content {
        headers: headers(input),
        metadata,
        storage_class: storage_class.to_owned(),
        encryption: encryption::of(bucket, input)?,
        ..Content::default()
    })
}

fn headers(input: &Input) -> BTreeMap<String, String> {
    let mut headers = BTreeMap::new();
    for (header, member) in KEPT {
        let Some(value) = input.text(member) else { continue };
        // How the body travelled is no property of the object.
        let parts = value.split(',').map(str::trim).filter(|part| *part != "aws-chunked");
        let value = if *header == "content-encoding" {
            parts.collect::<Vec<_>>().join(",")
        } else {
            value.to_owned()
        };
        if !value.is_empty() {
            headers.insert((*header).to_owned(), value);
        }
    }
    headers.entry("content-type".to_owned()).or_insert_with(|| "binary/octet-stream".to_owned());
    headers
}

/// The tags of the header `x-amz-tagging`: a query string.
pub(in crate::ops::s3) fn tags(input: &Input) -> Result<TagMap, Fault> {
    let mut tags = TagMap::new();
    for (key, value) in wire::form(input.text("Tagging").unwrap_or_default()) {
        if tags.insert(key, value).is_some() {
            return Err(faults::invalid_argument(
                "x-amz-tagging",
                "",
                "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without \
                 tag name duplicates.",
            ));
        }
    }
    tagging::check(&tags, 10)?;
    Ok(tags)
}

/// A quoted ETag.
pub(in crate::ops::s3) fn quoted(etag: &str) -> String {
    format!("\"{etag}\"")
}

/// The headers about encryption.
pub(in crate::ops::s3) fn encryption_headers(encryption: &Encryption) -> Vec<(String, String)> {
    const PREFIX: &str = "x-amz-server-side-encryption";
    let mut headers = vec![(PREFIX.to_owned(), encryption.algorithm.clone())];
    if let Some(key) = &encryption.key {
        headers.push((format!("{PREFIX}-aws-kms-key-id"), key.clone()));
    }
    if encryption.bucket_key {
        headers.push((format!("{PREFIX}-bucket-key-enabled"), "true".to_owned()));
    }
    headers
}

/// The header of a version's id, where the bucket has versions.
pub(in crate::ops::s3) fn version_header(
    bucket: Option<&Bucket>,
    version: &Version,
) -> Option<(String, String)> {
    use crate::ops::s3::model::Versioning;
    let versioned = bucket.is_some_and(|bucket| bucket.versioning != Versioning::Off);
    versioned.then(|| ("x-amz-version-id".to_owned(), version.id.clone()))
}

/// The checksum's headers.
pub(in crate::ops::s3) fn checksum_headers(content: &Content) -> Vec<(String, String)> {
    let Some(checksum) = &content.checksum else { return Vec::new() };
    let name = format!("x-amz-checksum-{}", checksum.algorithm.to_ascii_lowercase());
    let kind = checksum_type(checksum.composite);
    vec![(name, checksum.value.clone()), ("x-amz-checksum-type".to_owned(), kind.to_owned())]
}

pub(in crate::ops::s3) fn checksum_type(composite: bool) -> &'static str {
    if composite { "COMPOSITE" } else { "FULL_OBJECT" }
}

/// All that a read says of an object besides its length.
pub(in crate::ops::s3) fn headers_of(
    bucket: Option<&Bucket>,
    version: &Version,
    content: &Content,
) -> Vec<(String, String)> {
    let mut headers: Vec<(String, String)> =
        content.headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    let mut put = |name: &str, value: String| headers.push((name.to_owned(), value));
    put("etag", quoted(&content.etag));
    put("last-modified", time::http(version.modified_ms));
    put("accept-ranges", "bytes".to_owned());
    if content.storage_class != "STANDARD" {
        put("x-amz-storage-class", content.storage_class.clone());
    }
    if !version.tags.is_empty() {
        put("x-amz-tagging-count", version.tags.len().to_string());
    }
    for (name, value) in &content.metadata {
        put(&format!("x-amz-meta-{name}"), value.clone());
    }
    headers.extend(encryption_headers(&content.encryption));
    headers.extend(version_header(bucket, version));
    headers
}

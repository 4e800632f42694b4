//! What S3 keeps: buckets, versions of objects, uploads.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ops::service::TagMap;

/// A bucket.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Bucket {
    pub(crate) name: String,
    pub(crate) region: String,
    pub(crate) created_ms: u64,
    pub(crate) versioning: Versioning,
    pub(crate) tags: TagMap,
    /// The policy, as it was submitted.
    pub(crate) policy: Option<String>,
    /// The other settings, by sub-resource: the document as it is answered.
    pub(crate) documents: BTreeMap<String, Value>,
    /// The sequence of the next version of any object.
    pub(crate) next: u64,
}

/// Whether a bucket keeps old versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Versioning {
    /// Never turned on.
    Off,
    Enabled,
    /// Turned on once; new objects are of the version `null` again.
    Suspended,
}

/// One version of an object, or the mark that it was deleted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Version {
    pub(crate) bucket: String,
    pub(crate) key: String,
    /// The id, `null` where the bucket was not versioned.
    pub(crate) id: String,
    pub(crate) sequence: u64,
    pub(crate) modified_ms: u64,
    /// Absent for a delete marker.
    pub(crate) content: Option<Content>,
    pub(crate) tags: TagMap,
}

/// The id of versions made without versioning.
pub(crate) const NULL: &str = "null";

/// What an object is made of.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Content {
    pub(crate) size: usize,
    /// Without its quotes.
    pub(crate) etag: String,
    /// The key of the bytes in `World::blobs`.
    pub(crate) blob: String,
    /// `content-type` and the other headers that are given back as they came.
    pub(crate) headers: BTreeMap<String, String>,
    /// `x-amz-meta-*`, without the prefix.
    pub(crate) metadata: BTreeMap<String, String>,
    pub(crate) storage_class: String,
    pub(crate) encryption: Encryption,
    pub(crate) checksum: Option<Checksum>,
    /// The sizes of the parts it was uploaded in.
    pub(crate) parts: Vec<usize>,
}

/// How an object is encrypted, for all that its readers see.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Encryption {
    /// `AES256`, `aws:kms` or `aws:kms:dsse`.
    pub(crate) algorithm: String,
    pub(crate) key: Option<String>,
    pub(crate) bucket_key: bool,
}

/// The checksum an object was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Checksum {
    /// As headers and members spell it, for example `CRC32`.
    pub(crate) algorithm: String,
    /// In base64; that of a composite one ends in `-` and the number of parts.
    pub(crate) value: String,
    /// Whether it is over the checksums of the parts.
    pub(crate) composite: bool,
}

/// A multipart upload that was begun.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Upload {
    pub(crate) bucket: String,
    pub(crate) key: String,
    pub(crate) id: String,
    pub(crate) begun_ms: u64,
    /// What the object will be: all but size, bytes and ETag.
    pub(crate) content: Content,
    pub(crate) tags: TagMap,
    /// The algorithm its parts and the whole are summed with.
    pub(crate) algorithm: Option<String>,
    /// Whether the checksum of the whole is over the whole.
    pub(crate) full_object: bool,
}

/// One part.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Part {
    pub(crate) number: u32,
    pub(crate) size: usize,
    /// Without its quotes: the MD5 of the bytes.
    pub(crate) etag: String,
    pub(crate) blob: String,
    pub(crate) modified_ms: u64,
    pub(crate) checksum: Option<Checksum>,
}

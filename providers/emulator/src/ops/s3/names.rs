//! Names on the wire and the members they are, and the names buckets may have.

use super::faults;
use crate::ops::Fault;

/// Query parameters that are members.
pub(super) const QUERY: &[(&str, &str)] = &[
    ("bucket-region", "BucketRegion"),
    ("continuation-token", "ContinuationToken"),
    ("delimiter", "Delimiter"),
    ("encoding-type", "EncodingType"),
    ("fetch-owner", "FetchOwner"),
    ("key-marker", "KeyMarker"),
    ("marker", "Marker"),
    ("max-buckets", "MaxBuckets"),
    ("max-keys", "MaxKeys"),
    ("max-parts", "MaxParts"),
    ("max-uploads", "MaxUploads"),
    ("part-number-marker", "PartNumberMarker"),
    ("partNumber", "PartNumber"),
    ("prefix", "Prefix"),
    ("response-cache-control", "ResponseCacheControl"),
    ("response-content-disposition", "ResponseContentDisposition"),
    ("response-content-encoding", "ResponseContentEncoding"),
    ("response-content-language", "ResponseContentLanguage"),
    ("response-content-type", "ResponseContentType"),
    ("response-expires", "ResponseExpires"),
    ("start-after", "StartAfter"),
    ("upload-id-marker", "UploadIdMarker"),
    ("uploadId", "UploadId"),
    ("version-id-marker", "VersionIdMarker"),
    ("versionId", "VersionId"),
];

/// Headers that are members.
pub(super) const HEADERS: &[(&str, &str)] = &[
    ("cache-control", "CacheControl"),
    ("content-disposition", "ContentDisposition"),
    ("content-encoding", "ContentEncoding"),
    ("content-language", "ContentLanguage"),
    ("content-md5", "ContentMD5"),
    ("content-type", "ContentType"),
    ("expires", "Expires"),
    ("if-match", "IfMatch"),
    ("if-modified-since", "IfModifiedSince"),
    ("if-none-match", "IfNoneMatch"),
    ("if-unmodified-since", "IfUnmodifiedSince"),
    ("range", "Range"),
    ("x-amz-acl", "ACL"),
    ("x-amz-bucket-object-lock-enabled", "ObjectLockEnabledForBucket"),
    ("x-amz-checksum-algorithm", "ChecksumAlgorithm"),
    ("x-amz-checksum-crc32", "ChecksumCRC32"),
    ("x-amz-checksum-crc32c", "ChecksumCRC32C"),
    ("x-amz-checksum-crc64nvme", "ChecksumCRC64NVME"),
    ("x-amz-checksum-md5", "ChecksumMD5"),
    ("x-amz-checksum-mode", "ChecksumMode"),
    ("x-amz-checksum-sha1", "ChecksumSHA1"),
    ("x-amz-checksum-sha256", "ChecksumSHA256"),
    ("x-amz-checksum-sha512", "ChecksumSHA512"),
    ("x-amz-checksum-type", "ChecksumType"),
    ("x-amz-copy-source", "CopySource"),
    ("x-amz-copy-source-if-match", "CopySourceIfMatch"),
    ("x-amz-copy-source-if-modified-since", "CopySourceIfModifiedSince"),
    ("x-amz-copy-source-if-none-match", "CopySourceIfNoneMatch"),
    ("x-amz-copy-source-if-unmodified-since", "CopySourceIfUnmodifiedSince"),
    ("x-amz-copy-source-range", "CopySourceRange"),
    ("x-amz-expected-bucket-owner", "ExpectedBucketOwner"),
    ("x-amz-max-parts", "MaxParts"),
    ("x-amz-metadata-directive", "MetadataDirective"),
    ("x-amz-mp-object-size", "MpuObjectSize"),
    ("x-amz-object-attributes", "ObjectAttributes"),
    ("x-amz-object-ownership", "ObjectOwnership"),
    ("x-amz-part-number-marker", "PartNumberMarker"),
    ("x-amz-sdk-checksum-algorithm", "SdkChecksumAlgorithm"),
    ("x-amz-server-side-encryption", "ServerSideEncryption"),
    ("x-amz-server-side-encryption-aws-kms-key-id", "SSEKMSKeyId"),
    ("x-amz-server-side-encryption-bucket-key-enabled", "BucketKeyEnabled"),
    ("x-amz-server-side-encryption-customer-algorithm", "SSECustomerAlgorithm"),
    ("x-amz-skip-destination-validation", "SkipDestinationValidation"),
    ("x-amz-source-expected-bucket-owner", "ExpectedSourceBucketOwner"),
    ("x-amz-storage-class", "StorageClass"),
    ("x-amz-tagging", "Tagging"),
    ("x-amz-tagging-directive", "TaggingDirective"),
    ("x-amz-website-redirect-location", "WebsiteRedirectLocation"),
];

/// Names that somebody else holds: bucket names are shared by all accounts.
const TAKEN: &[&str] = &["amazon", "awsexamplebucket", "examplebucket"];

/// Whether another account holds a name.
pub(super) fn is_taken(name: &str) -> bool {
    TAKEN.contains(&name)
}

/// Refuses what can be no bucket's name.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>
pub(super) fn check(name: &str) -> Result<(), Fault> {
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let inner = name.chars().all(|c| letter(c) || c == '-' || c == '.');
    let ends = name.starts_with(letter) && name.ends_with(letter);
    let address = name.split('.').count() == 4
        && name.split('.').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()));
    let reserved = ["xn--", "sthree-", "amzn-s3-demo-"].iter().any(|one| name.starts_with(one))
        || ["-s3alias", "--ol-s3", ".mrap", "--x-s3"].iter().any(|one| name.ends_with(one));
    let good = (3..=63).contains(&name.len())
        && inner
        && ends
        && !name.contains("..")
        && !address
        && !reserved;
    if good { Ok(()) } else { Err(faults::invalid_name(name)) }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn names_are_short_lower_case_and_no_address() {
        let long = "a".repeat(63);
        for name in ["abc", "my.bucket-1", "0a0", &long] {
            assert!(check(name).is_ok(), "{name}");
        }
        let long = "a".repeat(64);
        for name in [
            "ab",
            "Abc",
            "a_b",
            "-abc",
            "abc-",
            "a..b",
            ".abc",
            "10.0.0.1",
            "xn--a",
            "a-s3alias",
            &long,
        ] {
            assert_eq!(check(name).unwrap_err().code, "InvalidBucketName", "{name}");
        }
    }
}

//! S3's refusals, in its words and with its extra elements.

use crate::ops::Fault;
use crate::wire::S3_HEADER;

pub(super) fn no_bucket(name: &str) -> Fault {
    Fault::sender(404, "NoSuchBucket", "The specified bucket does not exist")
        .with("BucketName", name)
}

pub(super) fn no_key(key: &str) -> Fault {
    Fault::sender(404, "NoSuchKey", "The specified key does not exist.").with("Key", key)
}

pub(super) fn no_version(key: &str, id: &str) -> Fault {
    Fault::sender(404, "NoSuchVersion", "The specified version does not exist.")
        .with("Key", key)
        .with("VersionId", id)
}

pub(super) fn no_upload(id: &str) -> Fault {
    let text = "The specified upload does not exist. The upload ID may be invalid, or the upload may have been \
                aborted or completed.";
    Fault::sender(404, "NoSuchUpload", text).with("UploadId", id)
}

pub(super) fn invalid_name(name: &str) -> Fault {
    Fault::sender(400, "InvalidBucketName", "The specified bucket is not valid.")
        .with("BucketName", name)
}

pub(super) fn invalid_argument(member: &str, value: &str, message: impl Into<String>) -> Fault {
    Fault::sender(400, "InvalidArgument", message)
        .with("ArgumentName", member)
        .with("ArgumentValue", value)
}

pub(super) fn invalid_request(message: impl Into<String>) -> Fault {
    Fault::sender(400, "InvalidRequest", message)
}

pub(super) fn malformed() -> Fault {
    let text =
        "The XML you provided was not well-formed or did not validate against our published schema";
    Fault::sender(400, "MalformedXML", text)
}

pub(super) fn not_implemented(header: &str) -> Fault {
    let text = "A header you provided implies functionality that is not implemented";
    Fault::receiver(501, "NotImplemented", text).with("Header", header)
}

pub(super) fn precondition(condition: &str) -> Fault {
    let text = "At least one of the pre-conditions you specified did not hold";
    Fault::sender(412, "PreconditionFailed", text).with("Condition", condition)
}

/// The object is the one the caller has: its tag goes with the answer, and nothing else.
pub(super) fn not_modified(etag: &str) -> Fault {
    Fault::sender(304, "NotModified", "Not Modified")
        .with(&format!("{S3_HEADER}etag"), format!("\"{etag}\""))
}

pub(super) fn invalid_tag(message: impl Into<String>) -> Fault {
    Fault::sender(400, "InvalidTag", message)
}

pub(super) fn denied(message: impl Into<String>) -> Fault {
    Fault::sender(403, "AccessDenied", message)
}

//! S3: buckets and their settings, objects and their versions, multipart uploads.
//!
//! Names of members are the service model's for what travels in path, query and headers, and the documents' own
//! elements for what travels in XML; the answers are those documents.
//! `store` is the core that other services use too (function code).

mod bucket;
pub(crate) mod checksum;
mod faults;
pub(crate) mod model;
mod multipart;
mod names;
mod objects;
mod policy;
mod settings;
pub(crate) mod store;
mod time;

use super::operation::Run;
use super::service::{Taggable, Throttle};
use super::{Operation, Protocol, Service};
use crate::world::table::state;
use model::{Bucket, Part, Upload, Version};

state! {
    /// Buckets by name.
    buckets: Bucket,
    /// Versions of objects, by bucket, key and age: those of a key stand together, the newest first.
    versions: Version,
    /// Multipart uploads by bucket and id.
    uploads: Upload,
    /// Parts of uploads, by the upload's key and the part's number.
    parts: Part,
    /// When buckets of these names were deleted, in milliseconds.
    deleted: u64,
}

const fn read(name: &'static str, path: &'static str, root: &'static str, run: Run) -> Operation {
    Operation::read(name, run)
        .at("GET", path, 200)
        .query(names::QUERY)
        .headers(names::HEADERS)
        .root(root)
}

const fn write(
    name: &'static str,
    route: (&'static str, &'static str, u16),
    document: &'static str,
    run: Run,
) -> Operation {
    Operation::write(name, run)
        .at(route.0, route.1, route.2)
        .query(names::QUERY)
        .headers(names::HEADERS)
        .document(document)
}

pub(crate) static SERVICE: Service = Service {
    name: "s3",
    signing: "s3",
    xmlns: "http://s3.amazonaws.com/doc/2006-03-01/",
    protocol: Protocol::RestXml,
    validation: "InvalidArgument",
    throttle: Throttle {
        status: 503,
        code: "SlowDown",
        message: "Please reduce your request rate.",
        extra: &[],
    },
    operations: &[
        read("ListBuckets", "/", "ListAllMyBucketsResult", bucket::list),
        write(
            "CreateBucket",
            ("PUT", "/{Bucket}", 200),
            "CreateBucketConfiguration",
            bucket::create,
        ),
        Operation::read("HeadBucket", bucket::head)
            .at("HEAD", "/{Bucket}", 200)
            .query(names::QUERY)
            .headers(names::HEADERS),
        write("DeleteBucket", ("DELETE", "/{Bucket}", 204), "", bucket::delete),
        read("GetBucketLocation", "/{Bucket}?location", "LocationConstraint", bucket::location),
        read(
            "GetBucketVersioning",
            "/{Bucket}?versioning",
            "VersioningConfiguration",
            settings::versioning::get,
        ),
        write(
            "PutBucketVersioning",
            ("PUT", "/{Bucket}?versioning", 200),
            "VersioningConfiguration",
            settings::versioning::put,
        ),
        read("GetBucketTagging", "/{Bucket}?tagging", "Tagging", settings::tagging::get),
        write(
            "PutBucketTagging",
            ("PUT", "/{Bucket}?tagging", 204),
            "Tagging",
            settings::tagging::put,
        ),
        write(
            "DeleteBucketTagging",
            ("DELETE", "/{Bucket}?tagging", 204),
            "",
            settings::tagging::delete,
        ),
        read(
            "GetPublicAccessBlock",
            "/{Bucket}?publicAccessBlock",
            "PublicAccessBlockConfiguration",
            settings::public_access::get,
        ),
        write(
            "PutPublicAccessBlock",
            ("PUT", "/{Bucket}?publicAccessBlock", 200),
            "PublicAccessBlockConfiguration",
            settings::public_access::put,
        ),
        write(
            "DeletePublicAccessBlock",
            ("DELETE", "/{Bucket}?publicAccessBlock", 204),
            "",
            settings::public_access::delete,
        ),
        read(
            "GetBucketEncryption",
            "/{Bucket}?encryption",
            "ServerSideEncryptionConfiguration",
            settings::encryption::get,
        ),
        write(
            "PutBucketEncryption",
            ("PUT", "/{Bucket}?encryption", 200),
            "ServerSideEncryptionConfiguration",
            settings::encryption::put,
        ),
        write(
            "DeleteBucketEncryption",
            ("DELETE", "/{Bucket}?encryption", 204),
            "",
            settings::encryption::delete,
        ),
        read(
            "GetBucketOwnershipControls",
            "/{Bucket}?ownershipControls",
            "OwnershipControls",
            settings::ownership::get,
        ),
        write(
            "PutBucketOwnershipControls",
            ("PUT", "/{Bucket}?ownershipControls", 200),
            "OwnershipControls",
            settings::ownership::put,
        ),
        write(
            "DeleteBucketOwnershipControls",
            ("DELETE", "/{Bucket}?ownershipControls", 204),
            "",
            settings::ownership::delete,
        ),
        read("GetBucketPolicy", "/{Bucket}?policy", "", settings::policy::get),
        write("PutBucketPolicy", ("PUT", "/{Bucket}?policy", 204), "", settings::policy::put),
        write(
            "DeleteBucketPolicy",
            ("DELETE", "/{Bucket}?policy", 204),
            "",
            settings::policy::delete,
        ),
        read(
            "GetBucketPolicyStatus",
            "/{Bucket}?policyStatus",
            "PolicyStatus",
            settings::policy::status,
        ),
        read(
            "GetBucketLifecycleConfiguration",
            "/{Bucket}?lifecycle",
            "LifecycleConfiguration",
            settings::lifecycle::get,
        ),
        write(
            "PutBucketLifecycleConfiguration",
            ("PUT", "/{Bucket}?lifecycle", 200),
            "LifecycleConfiguration",
            settings::lifecycle::put,
        )
        .partly("expires objects and uploads; transitions change no storage class"),
        write(
            "DeleteBucketLifecycle",
            ("DELETE", "/{Bucket}?lifecycle", 204),
            "",
            settings::lifecycle::delete,
        ),
        read("GetBucketCors", "/{Bucket}?cors", "CORSConfiguration", settings::cors::get),
        write(
            "PutBucketCors",
            ("PUT", "/{Bucket}?cors", 200),
            "CORSConfiguration",
            settings::cors::put,
        )
        .partly("kept, but web pages of other sites get no answer here"),
        write("DeleteBucketCors", ("DELETE", "/{Bucket}?cors", 204), "", settings::cors::delete),
        read(
            "GetBucketNotificationConfiguration",
            "/{Bucket}?notification",
            "NotificationConfiguration",
            settings::notification::get,
        ),
        write(
            "PutBucketNotificationConfiguration",
            ("PUT", "/{Bucket}?notification", 200),
            "NotificationConfiguration",
            settings::notification::put,
        ),
        read("GetBucketAcl", "/{Bucket}?acl", "AccessControlPolicy", settings::absent::acl),
        read(
            "GetBucketRequestPayment",
            "/{Bucket}?requestPayment",
            "RequestPaymentConfiguration",
            settings::absent::request_payment,
        ),
        read(
            "GetBucketAccelerateConfiguration",
            "/{Bucket}?accelerate",
            "AccelerateConfiguration",
            settings::absent::empty,
        ),
        read(
            "GetBucketLogging",
            "/{Bucket}?logging",
            "BucketLoggingStatus",
            settings::absent::empty,
        ),
        read(
            "GetBucketWebsite",
            "/{Bucket}?website",
            "WebsiteConfiguration",
            settings::absent::website,
        ),
        read(
            "GetBucketReplication",
            "/{Bucket}?replication",
            "ReplicationConfiguration",
            settings::absent::replication,
        ),
        read(
            "GetObjectLockConfiguration",
            "/{Bucket}?object-lock",
            "ObjectLockConfiguration",
            settings::absent::object_lock,
        ),
        read("ListObjects", "/{Bucket}", "ListBucketResult", objects::list::first),
        read("ListObjectsV2", "/{Bucket}?list-type=2", "ListBucketResult", objects::list::second),
        read(
            "ListObjectVersions",
            "/{Bucket}?versions",
            "ListVersionsResult",
            objects::list_versions::run,
        ),
        write("PutObject", ("PUT", "/{Bucket}/{Key+}", 200), "", objects::put::run)
            .partly("at most 128 MB a request; no customer keys, no object lock"),
        read("GetObject", "/{Bucket}/{Key+}", "", objects::get::run),
        Operation::read("HeadObject", objects::get::head)
            .at("HEAD", "/{Bucket}/{Key+}", 200)
            .query(names::QUERY)
            .headers(names::HEADERS),
        read(
            "GetObjectAttributes",
            "/{Bucket}/{Key+}?attributes",
            "GetObjectAttributesResponse",
            objects::attributes::run,
        ),
        write("DeleteObject", ("DELETE", "/{Bucket}/{Key+}", 204), "", objects::delete::one),
        write("DeleteObjects", ("POST", "/{Bucket}?delete", 200), "Delete", objects::delete::many)
            .root("DeleteResult"),
        write(
            "CopyObject",
            ("PUT", "/{Bucket}/{Key+}?x-amz-copy-source", 200),
            "",
            objects::copy::run,
        )
        .root("CopyObjectResult"),
        read("GetObjectTagging", "/{Bucket}/{Key+}?tagging", "Tagging", objects::tagging::get),
        write(
            "PutObjectTagging",
            ("PUT", "/{Bucket}/{Key+}?tagging", 200),
            "Tagging",
            objects::tagging::put,
        ),
        write(
            "DeleteObjectTagging",
            ("DELETE", "/{Bucket}/{Key+}?tagging", 204),
            "",
            objects::tagging::delete,
        ),
        write(
            "CreateMultipartUpload",
            ("POST", "/{Bucket}/{Key+}?uploads", 200),
            "",
            multipart::create::run,
        )
        .root("InitiateMultipartUploadResult"),
        write(
            "UploadPart",
            ("PUT", "/{Bucket}/{Key+}?partNumber&uploadId", 200),
            "",
            multipart::part::upload,
        ),
        write(
            "UploadPartCopy",
            ("PUT", "/{Bucket}/{Key+}?partNumber&uploadId&x-amz-copy-source", 200),
            "",
            multipart::part::copy,
        )
        .root("CopyPartResult"),
        write(
            "CompleteMultipartUpload",
            ("POST", "/{Bucket}/{Key+}?uploadId", 200),
            "CompleteMultipartUpload",
            multipart::complete::run,
        )
        .root("CompleteMultipartUploadResult"),
        write(
            "AbortMultipartUpload",
            ("DELETE", "/{Bucket}/{Key+}?uploadId", 204),
            "",
            multipart::complete::abort,
        ),
        read("ListParts", "/{Bucket}/{Key+}?uploadId", "ListPartsResult", multipart::list::parts),
        read(
            "ListMultipartUploads",
            "/{Bucket}?uploads",
            "ListMultipartUploadsResult",
            multipart::list::uploads,
        ),
    ],
    missing: &[
        "PutBucketAcl",
        "PutBucketWebsite",
        "PutBucketLogging",
        "PutBucketReplication",
        "PutObjectAcl",
        "PutObjectLockConfiguration",
        "RestoreObject",
        "SelectObjectContent",
    ],
    happen: Some(settings::lifecycle::happen),
    taggable: Some(Taggable { list: settings::tagging::taggable, edit: settings::tagging::edit }),
    ..Service::EMPTY
};

/// The ARN of a bucket: it names neither account nor region.
pub(crate) fn arn(bucket: &str) -> String {
    format!("arn:aws:s3:::{bucket}")
}

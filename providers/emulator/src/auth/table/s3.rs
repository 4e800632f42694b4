//! S3. Buckets have no region and no account in their ARNs.

use super::super::need::{Need, On, Row, Source, need, row};

const BUCKET: On = On::Arn("arn:aws:s3:::{Bucket}");
const OBJECT: On = On::Arn("arn:aws:s3:::{Bucket}/{Key}");
const LISTING: &[(&str, Source)] = &[
    ("s3:prefix", Source::At("Prefix")),
    ("s3:delimiter", Source::At("Delimiter")),
    ("s3:max-keys", Source::At("MaxKeys")),
];
const STORING: &[(&str, Source)] = &[
    ("s3:x-amz-acl", Source::At("ACL")),
    ("s3:x-amz-server-side-encryption", Source::At("ServerSideEncryption")),
    ("s3:x-amz-storage-class", Source::At("StorageClass")),
];
const LIST: Need = need("s3:ListBucket", BUCKET).with(LISTING);
const PUT: Need = need("s3:PutObject", OBJECT).with(STORING);
const PUT_TAGS: Need = need("s3:PutObjectTagging", OBJECT).given("Tagging");
const VERSION: (&str, Source) = ("s3:VersionId", Source::At("VersionId"));

pub(super) const ROWS: &[Row] = &[
    row("ListBuckets", &[need("s3:ListAllMyBuckets", On::Nothing)]),
    row(
        "CreateBucket",
        &[
            need("s3:CreateBucket", BUCKET),
            need("s3:TagResource", BUCKET).given("CreateBucketConfiguration.Tags.Tag"),
        ],
    ),
    row("DeleteBucket", &[need("s3:DeleteBucket", BUCKET)]),
    row("HeadBucket", &[need("s3:ListBucket", BUCKET)]),
    row("GetBucketLocation", &[need("s3:GetBucketLocation", BUCKET)]),
    row("GetBucketVersioning", &[need("s3:GetBucketVersioning", BUCKET)]),
    row("PutBucketVersioning", &[need("s3:PutBucketVersioning", BUCKET)]),
    row("GetBucketTagging", &[need("s3:GetBucketTagging", BUCKET)]),
    row("PutBucketTagging", &[need("s3:PutBucketTagging", BUCKET)]),
    row("DeleteBucketTagging", &[need("s3:PutBucketTagging", BUCKET)]),
    row("GetPublicAccessBlock", &[need("s3:GetBucketPublicAccessBlock", BUCKET)]),
    row("PutPublicAccessBlock", &[need("s3:PutBucketPublicAccessBlock", BUCKET)]),
    row("DeletePublicAccessBlock", &[need("s3:PutBucketPublicAccessBlock", BUCKET)]),
    row("GetBucketEncryption", &[need("s3:GetEncryptionConfiguration", BUCKET)]),
    row("PutBucketEncryption", &[need("s3:PutEncryptionConfiguration", BUCKET)]),
    row("DeleteBucketEncryption", &[need("s3:PutEncryptionConfiguration", BUCKET)]),
    row("GetBucketOwnershipControls", &[need("s3:GetBucketOwnershipControls", BUCKET)]),
    row("PutBucketOwnershipControls", &[need("s3:PutBucketOwnershipControls", BUCKET)]),
    row("DeleteBucketOwnershipControls", &[need("s3:PutBucketOwnershipControls", BUCKET)]),
    row("GetBucketPolicy", &[need("s3:GetBucketPolicy", BUCKET)]),
    row("PutBucketPolicy", &[need("s3:PutBucketPolicy", BUCKET)]),
    row("DeleteBucketPolicy", &[need("s3:DeleteBucketPolicy", BUCKET)]),
    row("GetBucketPolicyStatus", &[need("s3:GetBucketPolicyStatus", BUCKET)]),
    row("GetBucketCors", &[need("s3:GetBucketCORS", BUCKET)]),
    row("PutBucketCors", &[need("s3:PutBucketCORS", BUCKET)]),
    row("DeleteBucketCors", &[need("s3:PutBucketCORS", BUCKET)]),
    row("GetBucketLifecycleConfiguration", &[need("s3:GetLifecycleConfiguration", BUCKET)]),
    row("PutBucketLifecycleConfiguration", &[need("s3:PutLifecycleConfiguration", BUCKET)]),
    row("DeleteBucketLifecycle", &[need("s3:PutLifecycleConfiguration", BUCKET)]),
    row("GetBucketNotificationConfiguration", &[need("s3:GetBucketNotification", BUCKET)]),
    row("PutBucketNotificationConfiguration", &[need("s3:PutBucketNotification", BUCKET)]),
    row("GetBucketAcl", &[need("s3:GetBucketAcl", BUCKET)]),
    row("PutBucketAcl", &[need("s3:PutBucketAcl", BUCKET)]),
    row("GetBucketLogging", &[need("s3:GetBucketLogging", BUCKET)]),
    row("PutBucketLogging", &[need("s3:PutBucketLogging", BUCKET)]),
    row("GetBucketWebsite", &[need("s3:GetBucketWebsite", BUCKET)]),
    row("PutBucketWebsite", &[need("s3:PutBucketWebsite", BUCKET)]),
    row("DeleteBucketWebsite", &[need("s3:DeleteBucketWebsite", BUCKET)]),
    row("GetBucketReplication", &[need("s3:GetReplicationConfiguration", BUCKET)]),
    row("GetBucketRequestPayment", &[need("s3:GetBucketRequestPayment", BUCKET)]),
    row("GetBucketAccelerateConfiguration", &[need("s3:GetAccelerateConfiguration", BUCKET)]),
    row("PutBucketAccelerateConfiguration", &[need("s3:PutAccelerateConfiguration", BUCKET)]),
    row("GetObjectLockConfiguration", &[need("s3:GetBucketObjectLockConfiguration", BUCKET)]),
    row("ListObjects", &[LIST]),
    row("ListObjectsV2", &[LIST]),
    row("ListObjectVersions", &[need("s3:ListBucketVersions", BUCKET).with(LISTING)]),
    row("PutObject", &[PUT, PUT_TAGS]),
    row("GetObject", GET),
    row("HeadObject", GET),
    row("GetObjectAttributes", GET),
    row("DeleteObject", DELETE),
    row("DeleteObjects", &[need("s3:DeleteObject", On::Arn("arn:aws:s3:::{Bucket}/*"))]),
    row(
        "CopyObject",
        &[PUT, PUT_TAGS, need("s3:GetObject", On::Found(super::super::resources::copied))],
    ),
    row("GetObjectTagging", &[need("s3:GetObjectTagging", OBJECT)]),
    row("PutObjectTagging", &[need("s3:PutObjectTagging", OBJECT)]),
    row("DeleteObjectTagging", &[need("s3:DeleteObjectTagging", OBJECT)]),
    row("GetObjectAcl", &[need("s3:GetObjectAcl", OBJECT)]),
    row("PutObjectAcl", &[need("s3:PutObjectAcl", OBJECT)]),
    row("CreateMultipartUpload", &[PUT, PUT_TAGS]),
    row("UploadPart", &[PUT]),
    row("UploadPartCopy", &[PUT, need("s3:GetObject", On::Found(super::super::resources::copied))]),
    row("CompleteMultipartUpload", &[PUT]),
    row("AbortMultipartUpload", &[need("s3:AbortMultipartUpload", OBJECT)]),
    row("ListParts", &[need("s3:ListMultipartUploadParts", OBJECT)]),
    row("ListMultipartUploads", &[need("s3:ListBucketMultipartUploads", BUCKET)]),
];

const GET: &[Need] = &[
    need("s3:GetObject", OBJECT),
    need("s3:GetObjectVersion", OBJECT).given("VersionId").with(&[VERSION]),
];
const DELETE: &[Need] = &[
    need("s3:DeleteObject", OBJECT),
    need("s3:DeleteObjectVersion", OBJECT).given("VersionId").with(&[VERSION]),
];

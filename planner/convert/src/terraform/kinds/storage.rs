//! Tables and buckets.
use crate::terraform::shape::Shape::{Document, Each, First, Name, Value};
use crate::terraform::shape::{Row, Type};

const BUCKET: &str = "aws_s3_bucket";

const CORS: &[Row] = &[
    ("allowed_origins", "AllowedOrigins", Value),
    ("allowed_methods", "AllowedMethods", Value),
    ("allowed_headers", "AllowedHeaders", Value),
    ("expose_headers", "ExposedHeaders", Value),
    ("max_age_seconds", "MaxAge", Value),
];

const ENCRYPTION: &[Row] = &[(
    "apply_server_side_encryption_by_default",
    "ServerSideEncryptionByDefault",
    First(&[("kms_master_key_id", "KMSMasterKeyID", Value)]),
)];

const LIFECYCLE: &[Row] = &[
    ("id", "Id", Value),
    ("status", "Status", Value),
    ("prefix", "Prefix", Value),
    ("filter", "Filter", First(&[("prefix", "Prefix", Value)])),
    ("expiration", "Expiration", First(&[("days", "Days", Value)])),
    ("transition", "Transitions", Value),
    (
        "noncurrent_version_expiration",
        "NoncurrentVersionExpiration",
        First(&[("noncurrent_days", "NoncurrentDays", Value), ("days", "NoncurrentDays", Value)]),
    ),
    (
        "abort_incomplete_multipart_upload",
        "AbortIncompleteMultipartUpload",
        First(&[("days_after_initiation", "DaysAfterInitiation", Value)]),
    ),
    (
        "abort_incomplete_multipart_upload_days",
        "AbortIncompleteMultipartUpload.DaysAfterInitiation",
        Value,
    ),
];

pub(super) const TYPES: &[Type] = &[
    Type {
        name: "aws_dynamodb_table",
        kind: "AWS::DynamoDB::Table",
        rows: &[
            ("name", "TableName", Value),
            ("billing_mode", "BillingMode", Value),
            ("hash_key", "HashKey", Value),
            ("range_key", "RangeKey", Value),
            (
                "attribute",
                "AttributeDefinitions",
                Each(&[("name", "AttributeName", Value), ("type", "AttributeType", Value)]),
            ),
            ("read_capacity", "ProvisionedThroughput.ReadCapacityUnits", Value),
            ("write_capacity", "ProvisionedThroughput.WriteCapacityUnits", Value),
            ("stream_view_type", "StreamSpecification.StreamViewType", Value),
            (
                "ttl",
                "TimeToLiveSpecification",
                First(&[("attribute_name", "AttributeName", Value), ("enabled", "Enabled", Value)]),
            ),
            (
                "point_in_time_recovery",
                "PointInTimeRecoverySpecification",
                First(&[("enabled", "PointInTimeRecoveryEnabled", Value)]),
            ),
            (
                "server_side_encryption",
                "SSESpecification",
                First(&[("kms_key_arn", "KMSMasterKeyId", Value)]),
            ),
            ("table_class", "TableClass", Value),
            ("deletion_protection_enabled", "DeletionProtectionEnabled", Value),
            ("global_secondary_index", "GlobalSecondaryIndexes", Each(INDEX)),
            ("local_secondary_index", "LocalSecondaryIndexes", Each(INDEX)),
            ("tags", "Tags", Value),
        ],
        computed: &["stream_arn", "stream_label", "stream_enabled", "global_table_witness"],
    },
    Type {
        name: BUCKET,
        kind: "AWS::S3::Bucket",
        rows: &[
            ("bucket", "BucketName", Value),
            ("tags", "Tags", Value),
            ("cors_rule", "CorsConfiguration.CorsRules", Each(CORS)),
            (
                "server_side_encryption_configuration",
                "BucketEncryption",
                First(&[("rule", "ServerSideEncryptionConfiguration", Each(ENCRYPTION))]),
            ),
            ("lifecycle_rule", "LifecycleConfiguration.Rules", Each(LIFECYCLE)),
        ],
        computed: &[
            "bucket_domain_name",
            "bucket_regional_domain_name",
            "bucket_region",
            "bucket_prefix",
            "bucket_namespace",
            "policy",
            "grant",
            "request_payer",
            "versioning",
            "website_domain",
            "website_endpoint",
            "acl",
        ],
    },
    Type {
        name: "aws_s3_bucket_versioning",
        kind: "VersioningConfiguration",
        rows: &[
            ("bucket", "Bucket", Name(BUCKET)),
            ("versioning_configuration", "Part", First(&[("status", "Status", Value)])),
        ],
        computed: &["expected_bucket_owner", "mfa"],
    },
    Type {
        name: "aws_s3_bucket_public_access_block",
        kind: "PublicAccessBlockConfiguration",
        rows: &[
            ("bucket", "Bucket", Name(BUCKET)),
            ("block_public_acls", "Part.BlockPublicAcls", Value),
            ("block_public_policy", "Part.BlockPublicPolicy", Value),
            ("ignore_public_acls", "Part.IgnorePublicAcls", Value),
            ("restrict_public_buckets", "Part.RestrictPublicBuckets", Value),
        ],
        computed: &[],
    },
    Type {
        name: "aws_s3_bucket_server_side_encryption_configuration",
        kind: "BucketEncryption",
        rows: &[
            ("bucket", "Bucket", Name(BUCKET)),
            ("rule", "Part.ServerSideEncryptionConfiguration", Each(ENCRYPTION)),
        ],
        computed: &["expected_bucket_owner"],
    },
    Type {
        name: "aws_s3_bucket_cors_configuration",
        kind: "CorsConfiguration",
        rows: &[("bucket", "Bucket", Name(BUCKET)), ("cors_rule", "Part.CorsRules", Each(CORS))],
        computed: &["expected_bucket_owner"],
    },
    Type {
        name: "aws_s3_bucket_lifecycle_configuration",
        kind: "LifecycleConfiguration",
        rows: &[("bucket", "Bucket", Name(BUCKET)), ("rule", "Part.Rules", Each(LIFECYCLE))],
        computed: &["expected_bucket_owner", "transition_default_minimum_object_size"],
    },
    Type {
        name: "aws_s3_bucket_notification",
        kind: "NotificationConfiguration",
        rows: &[
            ("bucket", "Bucket", Name(BUCKET)),
            ("eventbridge", "Part.EventBridge", Value),
            (
                "lambda_function",
                "Part.LambdaConfigurations",
                Each(&[
                    ("lambda_function_arn", "Function", Value),
                    ("events", "Event", Value),
                    ("filter_prefix", "prefix", Value),
                    ("filter_suffix", "suffix", Value),
                ]),
            ),
            (
                "queue",
                "Part.QueueConfigurations",
                Each(&[
                    ("queue_arn", "Queue", Value),
                    ("events", "Event", Value),
                    ("filter_prefix", "prefix", Value),
                    ("filter_suffix", "suffix", Value),
                ]),
            ),
            (
                "topic",
                "Part.TopicConfigurations",
                Each(&[
                    ("topic_arn", "Topic", Value),
                    ("events", "Event", Value),
                    ("filter_prefix", "prefix", Value),
                    ("filter_suffix", "suffix", Value),
                ]),
            ),
        ],
        computed: &[],
    },
    Type {
        name: "aws_s3_bucket_policy",
        kind: "AWS::S3::BucketPolicy",
        rows: &[("bucket", "Bucket", Name(BUCKET)), ("policy", "PolicyDocument", Document)],
        computed: &[],
    },
];

const INDEX: &[Row] = &[
    ("name", "IndexName", Value),
    ("hash_key", "HashKey", Value),
    ("range_key", "RangeKey", Value),
    ("projection_type", "Projection.ProjectionType", Value),
    ("non_key_attributes", "Projection.NonKeyAttributes", Value),
    ("read_capacity", "ProvisionedThroughput.ReadCapacityUnits", Value),
    ("write_capacity", "ProvisionedThroughput.WriteCapacityUnits", Value),
];

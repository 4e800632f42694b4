//! Queues, topics, streams.
use crate::terraform::shape::Shape::{Document, First, Value};
use crate::terraform::shape::Type;

pub(super) const TYPES: &[Type] = &[
    Type {
        name: "aws_sqs_queue",
        kind: "AWS::SQS::Queue",
        rows: &[
            ("name", "QueueName", Value),
            ("fifo_queue", "FifoQueue", Value),
            ("visibility_timeout_seconds", "VisibilityTimeout", Value),
            ("message_retention_seconds", "MessageRetentionPeriod", Value),
            ("delay_seconds", "DelaySeconds", Value),
            ("receive_wait_time_seconds", "ReceiveMessageWaitTimeSeconds", Value),
            ("max_message_size", "MaximumMessageSize", Value),
            ("content_based_deduplication", "ContentBasedDeduplication", Value),
            ("redrive_policy", "RedrivePolicy", Document),
            ("kms_master_key_id", "KmsMasterKeyId", Value),
            ("tags", "Tags", Value),
        ],
        // A policy is a resource of its own, also where the queue's own attribute says it.
        computed: &[
            "url",
            "policy",
            "sqs_managed_sse_enabled",
            "kms_data_key_reuse_period_seconds",
        ],
    },
    Type {
        name: "aws_sqs_queue_policy",
        kind: "AWS::SQS::QueuePolicy",
        rows: &[("queue_url", "Queues", Value), ("policy", "PolicyDocument", Document)],
        computed: &[],
    },
    Type {
        name: "aws_sns_topic",
        kind: "AWS::SNS::Topic",
        rows: &[
            ("name", "TopicName", Value),
            ("fifo_topic", "FifoTopic", Value),
            ("display_name", "DisplayName", Value),
            ("content_based_deduplication", "ContentBasedDeduplication", Value),
            ("kms_master_key_id", "KmsMasterKeyId", Value),
            ("tags", "Tags", Value),
        ],
        computed: &["policy", "signature_version", "beginning_archive_time"],
    },
    Type {
        name: "aws_sns_topic_policy",
        kind: "AWS::SNS::TopicPolicy",
        rows: &[("policy", "PolicyDocument", Document)],
        computed: &[],
    },
    Type {
        name: "aws_sns_topic_subscription",
        kind: "AWS::SNS::Subscription",
        rows: &[
            ("topic_arn", "TopicArn", Value),
            ("protocol", "Protocol", Value),
            ("endpoint", "Endpoint", Value),
            ("filter_policy", "FilterPolicy", Document),
            ("filter_policy_scope", "FilterPolicyScope", Value),
            ("raw_message_delivery", "RawMessageDelivery", Value),
            ("redrive_policy", "RedrivePolicy", Document),
        ],
        computed: &[
            "confirmation_timeout_in_minutes",
            "confirmation_was_authenticated",
            "endpoint_auto_confirms",
            "pending_confirmation",
        ],
    },
    Type {
        name: "aws_kinesis_stream",
        kind: "AWS::Kinesis::Stream",
        rows: &[
            ("name", "Name", Value),
            ("shard_count", "ShardCount", Value),
            ("retention_period", "RetentionPeriodHours", Value),
            (
                "stream_mode_details",
                "StreamModeDetails",
                First(&[("stream_mode", "StreamMode", Value)]),
            ),
            ("kms_key_id", "StreamEncryption.KeyId", Value),
            ("tags", "Tags", Value),
        ],
        computed: &["encryption_type", "enforce_consumer_deletion", "max_record_size_in_kib"],
    },
];

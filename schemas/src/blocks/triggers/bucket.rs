//! `trigger "bucket" NAME`: what happens to objects, told to a function, a queue or a topic.
use super::{LABELS, WORD};
use crate::blocks::{Block, NONE};
use crate::table::{Literal, Type, attrs, written};

/// Events that can be told, without the `s3:` before them.
const EVENTS: &[&str] = &[
    "ObjectCreated:*",
    "ObjectCreated:Put",
    "ObjectCreated:Post",
    "ObjectCreated:Copy",
    "ObjectCreated:CompleteMultipartUpload",
    "ObjectRemoved:*",
    "ObjectRemoved:Delete",
    "ObjectRemoved:DeleteMarkerCreated",
    "ObjectRestore:*",
    "ObjectRestore:Post",
    "ObjectRestore:Completed",
    "ObjectRestore:Delete",
    "ObjectTagging:*",
    "ObjectTagging:Put",
    "ObjectTagging:Delete",
    "ObjectAcl:Put",
    "LifecycleExpiration:*",
    "LifecycleExpiration:Delete",
    "LifecycleExpiration:DeleteMarkerCreated",
    "LifecycleTransition",
    "IntelligentTiering",
    "ReducedRedundancyLostObject",
    "Replication:*",
    "Replication:OperationFailedReplication",
    "Replication:OperationMissedThreshold",
    "Replication:OperationReplicatedAfterThreshold",
    "Replication:OperationNotTracked",
];

pub(super) static BUCKET: Block = Block {
    word: WORD,
    doc: "What happens to objects of a bucket, told to a function, a queue or a topic: an entry in the notification document that the bucket shares with everyone.",
    labels: LABELS,
    resource: true,
    attrs: attrs! {
        /// The bucket.
        bucket: Type::Reference(&["bucket", "existing.bucket"]) => written();
        /// Who is told.
        to: Type::Reference(&["function", "queue", "topic", "existing.function", "existing.queue", "existing.topic"]) => written();
        /// What of, such as `ObjectCreated:*`.
        events: Type::Set(&Type::Enum(EVENTS)) => written().or(Literal::Texts(&["ObjectCreated:*"]));
        /// What the keys begin with.
        prefix: Type::Text => written().or(Literal::Text("")).range(0, 1_024);
        /// What the keys end with.
        suffix: Type::Text => written().or(Literal::Text("")).range(0, 1_024);
        /// Whether it is there.
        enabled: Type::Bool => written().or(Literal::Bool(true));
    },
    ..NONE
};

//! Entries of a bucket's notification document: S3 keeps one document a bucket, which stacks and other tools share.
use crate::operations::Operation;
use crate::table::{ArnText, Literal, by, immutable, kind};
use std::collections::BTreeSet;

kind! {
    /// One entry of a bucket's notification document.
    Notification = "notification" {
        /// The bucket's name.
        bucket: String = immutable();
        /// The entry's id in the document, made of the deployment's name and the address.
        id: String = immutable().range(1, 255);
        /// ARN of the function's alias, the queue or the topic; absent for the default event bus, which is told of everything.
        target_arn: Option<ArnText> = by(Operation::PutBucketNotification).optional();
        /// What it is told of, such as `s3:ObjectCreated:*`.
        events: BTreeSet<String> = by(Operation::PutBucketNotification).or(Literal::Texts(&[]));
        /// What the keys begin with.
        prefix: String = by(Operation::PutBucketNotification).or(Literal::Text(""));
        /// What the keys end with.
        suffix: String = by(Operation::PutBucketNotification).or(Literal::Text(""));
    }
    create &[Operation::PutBucketNotification];
    update &[Operation::PutBucketNotification];
    delete &[Operation::TakeBucketNotification];
    with { rank: 110, dies_with_parent: true, natural_key: &["bucket", "id"], shares: Some("bucket") }
}

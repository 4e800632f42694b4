//! SNS topics.
use crate::operations::Operation;
use crate::table::{ArnText, Literal, PolicyDocument, by, by_clearing, computed, immutable, kind};
use std::collections::BTreeMap;

kind! {
    /// An SNS topic.
    Topic = "topic" {
        /// Physical name, 1 to 256 characters; a FIFO topic's ends in `.fifo`.
        name: String = immutable().range(1, 256);
        /// Ordered delivery, to FIFO queues.
        fifo: bool = immutable().or(Literal::Bool(false));
        /// Name that subscribers see.
        display_name: String = by(Operation::SetTopicDisplayName).or(Literal::Text("")).range(0, 100);
        /// Deduplicate messages of a FIFO topic by their content.
        content_deduplication: bool = by(Operation::SetTopicDeduplication).or(Literal::Bool(false));
        /// KMS key that encrypts messages.
        key: Option<String> = by(Operation::SetTopicKey).optional();
        /// Resource policy; without one SNS lets the owner's account use the topic.
        policy: Option<PolicyDocument> = by(Operation::SetTopicPolicy).optional();
        /// Tags.
        tags: BTreeMap<String, String> = by_clearing(Operation::TagTopic, Operation::UntagTopic).or(Literal::NoEntries);
        /// ARN, known from account, region and name.
        arn: Option<ArnText> = computed().predictable();
    }
    create &[Operation::CreateTopic];
    update &[
        Operation::SetTopicDisplayName, Operation::SetTopicDeduplication, Operation::SetTopicKey,
        Operation::SetTopicPolicy, Operation::TagTopic, Operation::UntagTopic,
    ];
    delete &[Operation::DeleteTopic];
    with { rank: 20 }
}

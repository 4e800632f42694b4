//! SQS queues.
use crate::operations::Operation;
use crate::table::{
    ArnText, Literal, PolicyDocument, Seconds, by, by_clearing, computed, immutable, kind,
};
use std::collections::BTreeMap;

kind! {
    /// An SQS queue.
    Queue = "queue" {
        /// Physical name, 1 to 80 characters; a FIFO queue's ends in `.fifo`.
        name: String = immutable().range(1, 80);
        /// Exactly-once, ordered delivery.
        fifo: bool = immutable().or(Literal::Bool(false));
        /// How long a received message stays hidden from other consumers.
        visibility_timeout: Seconds = by(Operation::SetQueueAttributes).or(Literal::Int(30)).range(0, 43_200);
        /// How long a message is kept.
        retention: Seconds = by(Operation::SetQueueAttributes).or(Literal::Int(345_600)).range(60, 1_209_600);
        /// How long a new message stays invisible.
        delay: Seconds = by(Operation::SetQueueAttributes).or(Literal::Int(0)).range(0, 900);
        /// How long a receive waits for a message.
        receive_wait: Seconds = by(Operation::SetQueueAttributes).or(Literal::Int(0)).range(0, 20);
        /// Largest message in bytes; AWS's own default differs with the queue's age, so silence leaves it alone.
        max_message_size: Option<i64> = by(Operation::SetQueueAttributes).unmanaged().range(1_024, 1_048_576);
        /// Deduplicate messages of a FIFO queue by their content.
        content_deduplication: bool = by(Operation::SetQueueAttributes).or(Literal::Bool(false));
        /// The queue that takes messages which failed too often.
        dead_letter_arn: Option<ArnText> = by(Operation::SetQueueAttributes).optional();
        /// How often a message is received before it goes to the dead letter queue.
        max_receive: Option<i64> = by(Operation::SetQueueAttributes).optional().range(1, 1_000);
        /// Resource policy.
        policy: Option<PolicyDocument> = by(Operation::SetQueueAttributes).optional();
        /// Tags.
        tags: BTreeMap<String, String> = by_clearing(Operation::TagQueue, Operation::UntagQueue).or(Literal::NoEntries);
        /// ARN, known from account, region and name.
        arn: Option<ArnText> = computed().predictable();
        /// Address for sending and receiving.
        url: Option<String> = computed();
    }
    create &[Operation::CreateQueue];
    update &[Operation::SetQueueAttributes, Operation::TagQueue, Operation::UntagQueue];
    delete &[Operation::DeleteQueue];
    with { rank: 20 }
}

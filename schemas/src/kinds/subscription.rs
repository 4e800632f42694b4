//! Subscriptions of SNS topics.
use crate::operations::Operation;
use crate::table::{ArnText, JsonDocument, Literal, by, computed, immutable, kind};

kind! {
    /// A subscription of a function or a queue to a topic.
    Subscription = "subscription" {
        /// The topic's ARN.
        topic: ArnText = immutable();
        /// How it delivers: `lambda` or `sqs`.
        protocol: String = immutable();
        /// ARN of what it delivers to.
        endpoint: ArnText = immutable();
        /// Whether the filter looks at the message's attributes or at its body: `MessageAttributes` or `MessageBody`.
        filter_scope: String = by(Operation::SetSubscriptionFilterScope).or(Literal::Text("MessageAttributes"));
        /// Which messages it takes; all of them without one.
        filter: Option<JsonDocument> = by(Operation::SetSubscriptionFilter).optional();
        /// Deliver the message itself to a queue, without SNS's envelope.
        raw: bool = by(Operation::SetSubscriptionRawDelivery).or(Literal::Bool(false));
        /// The queue that takes what can't be delivered.
        dead_letter_arn: Option<ArnText> = by(Operation::SetSubscriptionRedrive).optional();
        /// The ARN that the service made up.
        arn: Option<ArnText> = computed();
    }
    create &[Operation::Subscribe];
    update &[
        Operation::SetSubscriptionFilterScope, Operation::SetSubscriptionFilter,
        Operation::SetSubscriptionRawDelivery, Operation::SetSubscriptionRedrive,
    ];
    delete &[Operation::Unsubscribe];
    with { rank: 110, natural_key: &["topic", "protocol", "endpoint"] }
}

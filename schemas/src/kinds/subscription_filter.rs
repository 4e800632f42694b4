//! Subscription filters: log events that go to a function as they are written.
//!
//! Limits: CloudWatch Logs' API reference, `PutSubscriptionFilter`.
use crate::operations::Operation;
use crate::table::{ArnText, Literal, by, immutable, kind};

kind! {
    /// A log group's subscription filter; a group has two at most.
    SubscriptionFilter = "subscription_filter" {
        /// Name of the log group.
        log_group: String = immutable();
        /// Name of the filter, 1 to 512 characters.
        name: String = immutable().range(1, 512);
        /// What events must look like; empty means all.
        pattern: String = by(Operation::PutSubscriptionFilter).or(Literal::Text("")).range(0, 1_024);
        /// ARN of who gets them.
        destination: ArnText = by(Operation::PutSubscriptionFilter);
    }
    create &[Operation::PutSubscriptionFilter];
    update &[Operation::PutSubscriptionFilter];
    delete &[Operation::DeleteSubscriptionFilter];
    with { rank: 110, natural_key: &["log_group", "name"] }
}

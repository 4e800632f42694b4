//! EventBridge event buses.
use crate::operations::Operation;
use crate::table::{ArnText, Literal, PolicyDocument, by, by_clearing, computed, immutable, kind};
use std::collections::BTreeMap;

kind! {
    /// An event bus.
    Bus = "bus" {
        /// Physical name, 1 to 256 characters.
        name: String = immutable().range(1, 256);
        /// Words about it.
        description: String = by(Operation::UpdateEventBus).or(Literal::Text("")).range(0, 512);
        /// KMS key that encrypts events.
        key: Option<String> = by(Operation::UpdateEventBus).optional();
        /// Resource policy.
        policy: Option<PolicyDocument> = by_clearing(Operation::PutBusPolicy, Operation::RemoveBusPolicy).optional();
        /// Tags.
        tags: BTreeMap<String, String> = by_clearing(Operation::TagBus, Operation::UntagBus).or(Literal::NoEntries);
        /// ARN, known from account, region and name.
        arn: Option<ArnText> = computed().predictable();
    }
    create &[Operation::CreateEventBus, Operation::PutBusPolicy];
    update &[
        Operation::UpdateEventBus, Operation::PutBusPolicy, Operation::RemoveBusPolicy,
        Operation::TagBus, Operation::UntagBus,
    ];
    delete &[Operation::DeleteEventBus];
    with { rank: 20 }
}

//! Targets of rules: where picked events go, and in which form.
use crate::operations::Operation;
use crate::table::{ArnText, JsonDocument, Literal, Seconds, by, immutable, kind};
use std::collections::BTreeMap;

kind! {
    /// A target of a rule.
    Target = "target" {
        /// Name of the bus.
        bus: String = immutable().or(Literal::Text("default"));
        /// Name of the rule.
        rule: String = immutable();
        /// What tells it from the rule's other targets.
        id: String = immutable().range(1, 64);
        /// ARN of what gets the events; of a function, its alias's.
        target_arn: ArnText = by(Operation::PutTargets);
        /// The role that EventBridge takes on, where the target needs one.
        role_arn: Option<ArnText> = by(Operation::PutTargets).optional();
        /// What the target gets instead of the event.
        input: Option<JsonDocument> = by(Operation::PutTargets).optional();
        /// The part of the event that the target gets.
        input_path: Option<String> = by(Operation::PutTargets).optional();
        /// Paths into the event, by the names that the template has for them.
        paths: BTreeMap<String, String> = by(Operation::PutTargets).or(Literal::NoEntries);
        /// What is made of them.
        template: Option<String> = by(Operation::PutTargets).optional();
        /// Message group, for FIFO queues.
        group: Option<String> = by(Operation::PutTargets).optional();
        /// How often a delivery is tried again.
        retries: i64 = by(Operation::PutTargets).or(Literal::Int(185)).range(0, 185);
        /// How long a delivery is tried.
        max_age: Seconds = by(Operation::PutTargets).or(Literal::Int(86_400)).range(60, 86_400);
        /// The queue that takes what can't be delivered.
        dead_letter_arn: Option<ArnText> = by(Operation::PutTargets).optional();
    }
    create &[Operation::PutTargets];
    update &[Operation::PutTargets];
    delete &[Operation::RemoveTargets];
    with { rank: 110, natural_key: &["bus", "rule", "id"] }
}

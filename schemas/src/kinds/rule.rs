//! Rules of event buses.
use crate::operations::Operation;
use crate::table::{ArnText, JsonDocument, Literal, by, by_clearing, computed, immutable, kind};
use std::collections::BTreeMap;

kind! {
    /// A rule that picks events from a bus.
    Rule = "rule" {
        /// Physical name, 1 to 64 characters.
        name: String = immutable().range(1, 64);
        /// Name of the bus; AWS's own one is `default`.
        bus: String = immutable().or(Literal::Text("default"));
        /// Which events it picks.
        pattern: Option<JsonDocument> = by(Operation::PutRule).optional();
        /// Words about it.
        description: String = by(Operation::PutRule).or(Literal::Text("")).range(0, 512);
        /// Whether it picks anything at all.
        enabled: bool = by(Operation::PutRule).or(Literal::Bool(true));
        /// Tags.
        tags: BTreeMap<String, String> = by_clearing(Operation::TagRule, Operation::UntagRule).or(Literal::NoEntries);
        /// ARN, known from account, region, bus and name.
        arn: Option<ArnText> = computed().predictable();
    }
    create &[Operation::PutRule];
    update &[Operation::PutRule, Operation::TagRule, Operation::UntagRule];
    delete &[Operation::DeleteRule];
    with { rank: 100, natural_key: &["bus", "name"] }
}

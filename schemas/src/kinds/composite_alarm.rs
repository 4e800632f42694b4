//! CloudWatch alarms on other alarms.
//!
//! Defaults and limits: CloudWatch's API reference, `PutCompositeAlarm`.
use crate::operations::Operation;
use crate::table::{ArnText, Literal, by, by_clearing, computed, immutable, kind};
use std::collections::{BTreeMap, BTreeSet};

kind! {
    /// An alarm on other alarms.
    CompositeAlarm = "composite_alarm" {
        /// Physical name, 1 to 255 characters.
        name: String = immutable().range(1, 255);
        /// Words about it.
        description: String = by(Operation::PutCompositeAlarm).or(Literal::Text("")).range(0, 1_024);
        /// When it alarms, as CloudWatch writes rules: `ALARM("a") OR ALARM("b")`.
        rule: String = by(Operation::PutCompositeAlarm).range(1, 10_240);
        /// Whether anyone is told.
        enabled: bool = by(Operation::PutCompositeAlarm).or(Literal::Bool(true));
        /// ARNs of who is told of an alarm.
        on_alarm: BTreeSet<ArnText> = by(Operation::PutCompositeAlarm).or(Literal::Texts(&[]));
        /// ARNs of who is told of its end.
        on_ok: BTreeSet<ArnText> = by(Operation::PutCompositeAlarm).or(Literal::Texts(&[]));
        /// ARNs of who is told that nothing is known.
        on_missing: BTreeSet<ArnText> = by(Operation::PutCompositeAlarm).or(Literal::Texts(&[]));
        /// Tags.
        tags: BTreeMap<String, String> = by_clearing(Operation::TagAlarm, Operation::UntagAlarm).or(Literal::NoEntries);
        /// ARN, known from account, region and name.
        arn: Option<ArnText> = computed().predictable();
    }
    create &[Operation::PutCompositeAlarm];
    update &[Operation::PutCompositeAlarm, Operation::TagAlarm, Operation::UntagAlarm];
    delete &[Operation::DeleteAlarm];
    with { rank: 121 }
}

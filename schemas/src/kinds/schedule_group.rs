//! Groups of schedules: one for each deployment, because schedules themselves carry no tags.
use crate::operations::Operation;
use crate::table::{ArnText, Literal, by_clearing, computed, immutable, kind};
use std::collections::BTreeMap;

kind! {
    /// A group of EventBridge Scheduler's schedules.
    ScheduleGroup = "schedule_group" {
        /// Physical name, 1 to 64 characters.
        name: String = immutable().range(1, 64);
        /// Tags.
        tags: BTreeMap<String, String> = by_clearing(Operation::TagScheduleGroup, Operation::UntagScheduleGroup).or(Literal::NoEntries);
        /// ARN, known from account, region and name.
        arn: Option<ArnText> = computed().predictable();
    }
    create &[Operation::CreateScheduleGroup];
    update &[Operation::TagScheduleGroup, Operation::UntagScheduleGroup];
    delete &[Operation::DeleteScheduleGroup];
    with { rank: 90 }
}

//! Schedules of EventBridge Scheduler. Updating one replaces it, so one operation writes everything.
use crate::operations::Operation;
use crate::table::{ArnText, JsonDocument, Literal, Seconds, by, computed, immutable, kind};

kind! {
    /// A schedule that invokes a target on time.
    Schedule = "schedule" {
        /// Name of the group.
        group: String = immutable();
        /// Physical name, 1 to 64 characters.
        name: String = immutable().range(1, 64);
        /// When it is due: `cron(..)`, `rate(..)` or `at(..)`.
        expression: String = by(Operation::UpdateSchedule);
        /// The time zone that the expression means.
        timezone: String = by(Operation::UpdateSchedule).or(Literal::Text("UTC"));
        /// How long after its time it may be invoked at the latest; at once without it.
        window: Option<Seconds> = by(Operation::UpdateSchedule).optional().range(60, 86_400);
        /// From when on it is due.
        start: Option<String> = by(Operation::UpdateSchedule).optional();
        /// Until when it is due.
        end: Option<String> = by(Operation::UpdateSchedule).optional();
        /// Whether it is due at all.
        enabled: bool = by(Operation::UpdateSchedule).or(Literal::Bool(true));
        /// Words about it.
        description: String = by(Operation::UpdateSchedule).or(Literal::Text("")).range(0, 512);
        /// ARN of what is invoked; of a function, its alias's.
        target_arn: ArnText = by(Operation::UpdateSchedule);
        /// The role that the Scheduler takes on.
        role_arn: ArnText = by(Operation::UpdateSchedule);
        /// What the target gets; an event that tells of the schedule without it.
        input: Option<JsonDocument> = by(Operation::UpdateSchedule).optional();
        /// The source of the event that a bus gets.
        event_source: Option<String> = by(Operation::UpdateSchedule).optional();
        /// The type of the event that a bus gets.
        event_type: Option<String> = by(Operation::UpdateSchedule).optional();
        /// Message group, for FIFO queues.
        message_group: Option<String> = by(Operation::UpdateSchedule).optional();
        /// How often an invocation is tried again.
        retries: i64 = by(Operation::UpdateSchedule).or(Literal::Int(185)).range(0, 185);
        /// How long an invocation is tried.
        max_age: Seconds = by(Operation::UpdateSchedule).or(Literal::Int(86_400)).range(60, 86_400);
        /// The queue that takes what can't be delivered.
        dead_letter_arn: Option<ArnText> = by(Operation::UpdateSchedule).optional();
        /// ARN, known from account, region, group and name.
        arn: Option<ArnText> = computed().predictable();
    }
    create &[Operation::CreateSchedule];
    update &[Operation::UpdateSchedule];
    delete &[Operation::DeleteSchedule];
    with { rank: 110, natural_key: &["group", "name"] }
}

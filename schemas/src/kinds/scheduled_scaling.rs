//! Bounds of a version's provisioned concurrency that change when it is time.
//!
//! Limits: Application Auto Scaling's API reference, `PutScheduledAction`.
use crate::operations::Operation;
use crate::table::{Literal, by, immutable, kind};

kind! {
    /// A change of a scaling target's bounds on time.
    ScheduledScaling = "scheduled_scaling" {
        /// What is scaled: `function:NAME:VERSION`.
        resource: String = immutable();
        /// Its name, unlike those of the target's other changes.
        name: String = immutable().range(1, 256);
        /// When: `cron(...)` or `at(...)`.
        expression: String = by(Operation::PutScheduledAction).range(1, 1_600);
        /// The time zone that it means.
        timezone: String = by(Operation::PutScheduledAction).or(Literal::Text("UTC"));
        /// Fewest environments from then on; without it as before.
        min: Option<i64> = by(Operation::PutScheduledAction).optional().range(1, 100_000);
        /// Most of them from then on.
        max: Option<i64> = by(Operation::PutScheduledAction).optional().range(1, 100_000);
    }
    create &[Operation::PutScheduledAction];
    update &[Operation::PutScheduledAction];
    delete &[Operation::DeleteScheduledAction];
    with { rank: 120, dies_with_parent: true, natural_key: &["resource", "name"] }
}

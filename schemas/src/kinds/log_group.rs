//! CloudWatch Logs groups.
use crate::operations::Operation;
use crate::table::{ArnText, Literal, by_clearing, computed, immutable, kind};
use std::collections::BTreeMap;

kind! {
    /// A CloudWatch Logs group.
    LogGroup = "log_group" {
        /// Physical name.
        name: String = immutable().range(1, 512);
        /// Days that log lines are kept; absent means for ever.
        retention_days: Option<i64> = by_clearing(Operation::PutRetentionPolicy, Operation::DeleteRetentionPolicy).optional();
        /// Tags.
        tags: BTreeMap<String, String> = by_clearing(Operation::TagLogGroup, Operation::UntagLogGroup).or(Literal::NoEntries);
        /// ARN without the `:*` that some answers add.
        arn: Option<ArnText> = computed().predictable();
    }
    create &[Operation::CreateLogGroup, Operation::PutRetentionPolicy];
    update &[Operation::PutRetentionPolicy, Operation::DeleteRetentionPolicy, Operation::TagLogGroup, Operation::UntagLogGroup];
    delete &[Operation::DeleteLogGroup];
    // Last: a late flush of a dying function would create the group again.
    with { rank: 10 }
}

/// Retention periods that the service accepts, in days
/// (<https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html>).
pub const RETENTION_DAYS: &[i64] = &[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
];

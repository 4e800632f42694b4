//! What a plan costs, and how long the cloud's own rate limits make it take at least.
use cutover_schemas::operations::{Bucket, Operation};
use cutover_schemas::plan::{Budget, Step, StepAction};
use std::collections::BTreeMap;

/// Adds up every call, contingent ones included.
pub(super) fn of(steps: &[Step]) -> Budget {
    let mut calls: BTreeMap<Bucket, u64> = BTreeMap::new();
    let mut reads = 0;
    let mut count = |operation: Operation, times: u32| {
        *calls.entry(operation.row().bucket).or_default() += u64::from(times);
    };
    for step in steps {
        match &step.action {
            StepAction::Call { operation, .. } => count(*operation, 1),
            StepAction::Wait { .. } => reads += 1,
            StepAction::Rollout(rollout) => {
                rollout.may.iter().for_each(|call| count(call.operation, call.at_most));
                reads += 2;
            }
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "numbers of calls are far below 2^52")]
    let slowest =
        calls.iter().map(|(bucket, calls)| *calls as f64 / bucket.rate()).fold(0.0, f64::max);
    Budget {
        reads,
        writes: calls.values().sum(),
        lower_bound_seconds: (slowest * 10.0).round() / 10.0,
    }
}

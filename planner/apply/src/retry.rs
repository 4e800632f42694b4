//! When a refused call is tried again.
use cutover_schemas::operations::Operation;

/// Kinds of refusal that time can turn. The provider's classes map onto these; the rest are final.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    /// Something made a moment ago is not visible everywhere yet.
    Propagation,
    /// Something else is in progress on the same thing.
    Busy,
    /// Too many calls.
    Throttle,
    /// A name that was just freed.
    Cooldown,
    /// A part of it is done: the call goes on.
    Unfinished,
    /// Its turn under a rate limit did not come while its permit lived.
    Queue,
    /// No answer, and a look shows no effect; or nothing was sent.
    Lost,
}

/// Pauses in milliseconds; the last one repeats until the budget is spent.
struct Table {
    pauses: &'static [i64],
    budget: i64,
}

/// Propagation of a new role takes 5 to 15 s, rarely 60 s; a busy function minutes at most.
const fn table(patience: Patience) -> Table {
    match patience {
        Patience::Propagation => Table { pauses: &[500, 1_000, 2_000], budget: 120_000 },
        Patience::Busy => {
            Table { pauses: &[250, 500, 1_000, 2_000, 3_000, 5_000], budget: 600_000 }
        }
        Patience::Throttle => {
            Table { pauses: &[300, 700, 1_500, 3_000, 6_000, 12_000, 20_000], budget: 300_000 }
        }
        Patience::Cooldown => Table { pauses: &[2_000, 4_000, 8_000, 10_000], budget: 90_000 },
        // As long as each call gets further, or the queue moves, there is no reason to give up.
        Patience::Unfinished | Patience::Queue => Table { pauses: &[0], budget: i64::MAX },
        Patience::Lost => Table { pauses: &[200, 1_000, 3_000], budget: 60_000 },
    }
}

/// Milliseconds before attempt `attempt` + 1, or `None` when it is enough. `waited` is the time
/// since the first attempt; `asked` is what the service asked for; `spread` in 0..1000 keeps
/// many callers from coming back together.
pub fn pause(
    patience: Patience,
    attempt: u32,
    waited: i64,
    asked: Option<i64>,
    spread: i64,
) -> Option<i64> {
    let table = table(patience);
    let index = usize::try_from(attempt.saturating_sub(1)).unwrap_or(usize::MAX);
    let base = table.pauses.get(index).or(table.pauses.last()).copied()?;
    let jittered =
        if patience == Patience::Throttle { base / 2 + base * spread / 2_000 } else { base };
    let pause = asked.map_or(jittered, |asked| asked.max(jittered));
    (waited + pause <= table.budget).then_some(pause)
}

/// Milliseconds between two looks of a wait: quick at first, since most things settle at once.
pub fn look_again(looks: u32) -> i64 {
    const PAUSES: &[i64] = &[50, 100, 200, 400, 800, 1_000, 1_000, 2_000, 3_000, 5_000];
    let index = usize::try_from(looks).unwrap_or(usize::MAX);
    PAUSES.get(index).or(PAUSES.last()).copied().unwrap_or(5_000)
}

/// How often to look for something that may have been made under a name of the service's own
/// before making another: its lists lag behind.
pub const PATIENT_LOOKS: u32 = 4;

/// Whether a missing thing is what the call wanted.
pub fn wants_absence(operation: Operation) -> bool {
    matches!(
        operation,
        Operation::DeleteQueue
            | Operation::DeleteRole
            | Operation::DeleteRolePermissionsBoundary
            | Operation::DeleteRolePolicy
            | Operation::DetachRolePolicy
            | Operation::DeleteLogGroup
            | Operation::DeleteRetentionPolicy
            | Operation::DeleteFunction
            | Operation::DeleteFunctionConcurrency
            | Operation::DeleteProvisionedConcurrency
            | Operation::DeleteAlias
            | Operation::RemovePermission
            | Operation::DeleteEventInvokeConfig
            | Operation::DeleteFunctionUrl
            | Operation::DeleteLayerVersion
            | Operation::DeleteStream
            | Operation::DeleteSubscriptionFilter
            | Operation::DeleteApi
            | Operation::DeleteIntegration
            | Operation::DeleteServiceIntegration
            | Operation::DeleteRoute
            | Operation::DeleteStage
            | Operation::DeleteCorsConfiguration
            | Operation::DeleteBucketEncryption
            | Operation::DeleteBucketLifecycle
            | Operation::DeleteBucketCors
            | Operation::DeleteBucketPolicy
            | Operation::EmptyBucket
            | Operation::DeleteBucket
            | Operation::DeleteTable
            | Operation::TakeBucketNotification
            | Operation::DeregisterScalableTarget
            | Operation::DeleteScalingPolicy
            | Operation::DeleteScheduledAction
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_end_and_respect_what_the_service_asks() {
        assert_eq!(pause(Patience::Busy, 1, 0, None, 0), Some(250));
        assert_eq!(pause(Patience::Busy, 99, 0, None, 0), Some(5_000));
        assert_eq!(pause(Patience::Busy, 3, 600_000, None, 0), None);
        assert_eq!(pause(Patience::Queue, 99, 3_600_000, None, 0), Some(0));
        assert_eq!(pause(Patience::Cooldown, 1, 0, Some(7_000), 0), Some(7_000));
        assert_eq!(pause(Patience::Throttle, 1, 0, None, 0), Some(150));
        assert_eq!(pause(Patience::Throttle, 1, 0, None, 1_000), Some(300));
    }
}

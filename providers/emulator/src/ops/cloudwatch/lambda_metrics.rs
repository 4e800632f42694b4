//! What Lambda emits for an invocation, on each of its dimension sets.
//!
//! See <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics.html>. `ExecutedVersion` goes with calls
//! that addressed an alias; throttled calls ran no version, so they have none.

use super::model::{Metric, add};
use crate::ops::lambda::Invocation;
use crate::world::World;

const NAMESPACE: &str = "AWS/Lambda";

/// What an invocation came to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    /// When it began.
    pub(crate) at_ms: u64,
    pub(crate) duration_ms: f64,
    pub(crate) failed: bool,
    /// How many of the function's invocations ran at once.
    pub(crate) concurrent: u32,
    /// Whether provisioned concurrency served it; `None` where the qualifier has none.
    pub(crate) provisioned: Option<bool>,
}

/// Records an invocation.
pub(crate) fn ran(world: &mut World, invocation: &Invocation, run: &Run) {
    let duration = (run.duration_ms * 100.0).round() / 100.0;
    let errors = f64::from(u8::from(run.failed));
    for set in sets(invocation, true) {
        emit(world, "Invocations", &set, run.at_ms, 1.0);
        emit(world, "Errors", &set, run.at_ms, errors);
        emit(world, "Duration", &set, run.at_ms, duration);
        if let Some(provisioned) = run.provisioned {
            let name = if provisioned {
                "ProvisionedConcurrencyInvocations"
            } else {
                "ProvisionedConcurrencySpilloverInvocations"
            };
            emit(world, name, &set, run.at_ms, 1.0);
        }
    }
    for set in sets(invocation, false) {
        emit(world, "ConcurrentExecutions", &set, run.at_ms, f64::from(run.concurrent));
        // A throttle rate needs the zeros too.
        emit(world, "Throttles", &set, run.at_ms, 0.0);
    }
}

/// Records a call that was refused for concurrency.
pub(crate) fn throttled(world: &mut World, invocation: &Invocation, at_ms: u64) {
    for set in sets(invocation, false) {
        emit(world, "Throttles", &set, at_ms, 1.0);
    }
}

type Set = Vec<(&'static str, String)>;

fn sets(invocation: &Invocation, with_version: bool) -> Vec<Set> {
    let function = invocation.function.clone();
    let mut sets = vec![Vec::new(), vec![("FunctionName", function.clone())]];
    if let Some(qualifier) = &invocation.qualifier {
        let resource = format!("{function}:{qualifier}");
        let set = vec![("FunctionName", function), ("Resource", resource)];
        if with_version && invocation.by_alias() {
            let mut executed = set.clone();
            executed.push(("ExecutedVersion", invocation.version.clone()));
            sets.push(executed);
        }
        sets.push(set);
    }
    sets
}

fn emit(world: &mut World, name: &str, set: &Set, at_ms: u64, value: f64) {
    let dimensions: Vec<(&str, &str)> =
        set.iter().map(|(name, value)| (*name, value.as_str())).collect();
    add(world, &Metric::new(NAMESPACE, name, &dimensions), at_ms, value, 1.0);
}

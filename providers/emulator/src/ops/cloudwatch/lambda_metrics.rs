//! What Lambda emits for an invocation, on each of its dimension sets.
//!
//! See <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics.html>. `ExecutedVersion` goes with calls
//! that addressed an alias; throttled calls ran no version, so they have none.

use super::model::{Metric, add};
use crate::ops::lambda::Invocation;
use crate::ops::lambda::provisioned::Cover;
use crate::world::World;

const NAMESPACE: &str = "AWS/Lambda";

/// What an invocation came to.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    /// When it began.
    pub(crate) at_ms: u64,
    pub(crate) duration_ms: f64,
    pub(crate) failed: bool,
    /// How many of the function's invocations ran at once.
    pub(crate) concurrent: u32,
    /// The version's provisioned concurrency, and whether it served the call; `None` where the version has none.
    pub(crate) provisioned: Option<(Cover, bool)>,
}

/// Records an invocation.
pub(crate) fn ran(world: &mut World, invocation: &Invocation, run: &Run) {
    let duration = (run.duration_ms * 100.0).round() / 100.0;
    let errors = f64::from(u8::from(run.failed));
    for set in sets(invocation, true) {
        emit(world, "Invocations", &set, run.at_ms, 1.0);
        emit(world, "Errors", &set, run.at_ms, errors);
        emit(world, "Duration", &set, run.at_ms, duration);
        if let Some((_, ahead)) = &run.provisioned {
            let name = if *ahead {
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
    if let Some((cover, true)) = &run.provisioned {
        utilized(world, invocation, run, cover);
    }
}

/// How much of the provisioned concurrency is in use, on the qualifier that has it.
fn utilized(world: &mut World, invocation: &Invocation, run: &Run, cover: &Cover) {
    let function = &invocation.function;
    let resource = format!("{function}:{}", cover.qualifier);
    let set = vec![("FunctionName", function.clone()), ("Resource", resource)];
    let busy = f64::from(run.concurrent.min(cover.allocated));
    emit(world, "ProvisionedConcurrentExecutions", &set, run.at_ms, busy);
    if cover.allocated > 0 {
        let share = busy / f64::from(cover.allocated);
        emit(world, "ProvisionedConcurrencyUtilization", &set, run.at_ms, share);
    }
}

/// Records a call that was refused for concurrency.
pub(crate) fn throttled(world: &mut World, invocation: &Invocation, at_ms: u64) {
    for set in sets(invocation, false) {
        emit(world, "Throttles", &set, at_ms, 1.0);
    }
}

/// Records a value of one of the metrics of asynchronous events.
pub(crate) fn event(
    world: &mut World,
    function: &str,
    qualifier: Option<&str>,
    metric: &str,
    value: f64,
) {
    let at_ms = world.now_ms();
    for set in plain_sets(function, qualifier) {
        emit(world, metric, &set, at_ms, value);
    }
}

/// Records an age, in milliseconds.
#[expect(clippy::cast_precision_loss, reason = "an age of days in milliseconds fits a double")]
pub(crate) fn age(
    world: &mut World,
    function: &str,
    qualifier: Option<&str>,
    metric: &str,
    ms: u64,
) {
    event(world, function, qualifier, metric, ms as f64);
}

type Set = Vec<(&'static str, String)>;

fn sets(invocation: &Invocation, with_version: bool) -> Vec<Set> {
    let mut sets = plain_sets(&invocation.function, invocation.qualifier.as_deref());
    if let Some(set) = sets.last().filter(|_| with_version && invocation.by_alias()) {
        let mut executed = set.clone();
        executed.push(("ExecutedVersion", invocation.version.clone()));
        sets.push(executed);
    }
    sets
}

/// The account's set, the function's, and the one of what was addressed.
fn plain_sets(function: &str, qualifier: Option<&str>) -> Vec<Set> {
    let mut sets = vec![Vec::new(), vec![("FunctionName", function.to_owned())]];
    if let Some(qualifier) = qualifier {
        let resource = format!("{function}:{qualifier}");
        sets.push(vec![("FunctionName", function.to_owned()), ("Resource", resource)]);
    }
    sets
}

fn emit(world: &mut World, name: &str, set: &Set, at_ms: u64, value: f64) {
    let dimensions: Vec<(&str, &str)> =
        set.iter().map(|(name, value)| (*name, value.as_str())).collect();
    add(world, &Metric::new(NAMESPACE, name, &dimensions), at_ms, value, 1.0);
}

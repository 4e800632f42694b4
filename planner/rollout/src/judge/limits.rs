//! Absolute limits: what no version may exceed, whatever the other does.
//!
//! They are point estimates, so they decide nothing between two versions that run side by side: there they only tell
//! that the stable version is no measure now, or that the candidate is no version to promote.
use super::booking::Booked;
use super::gathering::Function;
use super::verdict::Trial;
use super::{evidence, share, weights};
use cutover_schemas::measure::Arm;
use cutover_schemas::rollout::Judge;

/// Bad invocations below which a share means nothing: one failure of one call is not 100 %.
const LEAST: f64 = 3.0;
/// Periods by which the stable version's present health is told.
const RECENT: usize = 5;
/// Evidence at which the stable version is taken for unhealthy.
const SURE: f64 = 100.0;
/// The share of invocations that may be slower than the limit on the slowest hundredth.
const HUNDREDTH: f64 = 0.01;

/// Whether the stable version exceeds the limit on errors in a period.
pub(super) fn stable_is_over(judge: &Judge, period: &Booked) -> bool {
    judge.limits.error_rate.is_some_and(|limit| is_over(period.stable, share(limit)))
}

fn is_over(arm: Arm, limit: f64) -> bool {
    arm.bad >= LEAST && arm.bad > limit * arm.total
}

/// The stable version's errors of the last counted periods against the limit, as coins with that bias.
pub(super) fn stable_unhealthy(judge: &Judge, function: &Function) -> Option<String> {
    let limit = judge.limits.error_rate?;
    let errors = function.signals.first()?;
    let recent = errors.periods.iter().rev().take(RECENT).map(|period| period.stable);
    let arm = recent.fold(Arm::default(), evidence::plus);
    let sure = evidence::ln_coins(arm.bad, arm.total - arm.bad, share(limit)) >= SURE.ln();
    sure.then(|| failed("stable version", arm, share(limit)))
}

/// What of the candidate's counts exceeds a limit. Periods in which the stable version is over it too tell nothing of
/// the candidate; once all traffic has moved, only what came after counts.
pub(super) fn candidate_over(trial: &Trial<'_>, function: &Function) -> Option<String> {
    let since = trial.shifts.len().saturating_sub(1);
    let counted = |period: &&Booked| {
        if trial.alone() { period.step == since } else { !stable_is_over(trial.judge, period) }
    };
    let sum = |periods: &[Booked]| {
        let arms = periods.iter().filter(counted).map(|period| period.candidate);
        arms.fold(Arm::default(), evidence::plus)
    };
    let errors = function.signals.first().map(|signal| sum(&signal.periods)).unwrap_or_default();
    if let Some(limit) = trial.judge.limits.error_rate.map(share)
        && is_over(errors, limit)
    {
        return Some(failed("candidate", errors, limit));
    }
    let count = weights::slower_than_allowed(trial.judge)?;
    let slow = function.signals.iter().rev().find(|signal| signal.count == count)?;
    let slow = sum(&slow.periods);
    is_over(slow, HUNDREDTH).then(|| {
        format!(
            "{} of {} invocations of the candidate took longer than the limit on the slowest hundredth",
            slow.bad.round(),
            slow.total.round()
        )
    })
}

fn failed(version: &str, arm: Arm, limit: f64) -> String {
    format!(
        "{} of {} invocations of the {version} failed, the limit is {} %",
        arm.bad.round(),
        arm.total.round(),
        limit * 100.0
    )
}

//! How much more often the candidate can still fail: an upper confidence bound on the difference of failure shares.
//!
//! It is a bound for one look, on purpose: a promotion is looked at once, at the planned end. A bound that could be
//! looked at at any time would keep more than half of the good versions from being promoted at small traffic.
use super::booking::Booked;
use statrs::distribution::{ContinuousCDF, Gamma};
use std::collections::BTreeMap;

/// Chance of promoting a candidate whose true difference is the margin, at the first planned end.
const BETA: f64 = 0.05;

/// Counts of one step.
#[derive(Clone, Copy, Debug, Default)]
struct Stratum {
    candidate: f64,
    candidate_bad: f64,
    stable: f64,
    stable_bad: f64,
}

/// The bound, after so many extensions: each is a new look and takes half the chance of error.
///
/// Steps are compared each within itself, so neither an outage nor a change of the share counts for one version. `1`
/// where nothing is known, or where a step has nothing to compare with.
pub(crate) fn upper<'a>(periods: impl Iterator<Item = &'a Booked>, extensions: u32) -> f64 {
    let mut steps = BTreeMap::<usize, Stratum>::new();
    for period in periods {
        let step = steps.entry(period.step).or_default();
        step.candidate += period.candidate.total;
        step.candidate_bad += period.candidate.bad;
        step.stable += period.stable.total;
        step.stable_bad += period.stable.bad;
    }
    let served = || steps.values().filter(|step| step.candidate > 0.0);
    let candidate: f64 = served().map(|step| step.candidate).sum();
    if candidate <= 0.0 || served().any(|step| step.stable <= 0.0) {
        return 1.0;
    }
    let bad: f64 = served().map(|step| step.candidate_bad).sum();
    let scale = |step: &Stratum| step.candidate / step.stable;
    let matched: f64 = served().map(|step| step.stable_bad * scale(step)).sum();
    let variance: f64 = served().map(|step| step.stable_bad * scale(step).powi(2)).sum();
    let beta = BETA * 0.5_f64.powf(f64::from(extensions));
    difference(bad, matched, variance, beta) / candidate
}

/// Upper limit of the difference of two expected counts: the candidate's `bad`, and the stable version's failures matched
/// to the candidate's exposure, whose sum is `matched` and whose variance is `variance`.
///
/// The exact Poisson limit of the one, the limit of Fay and Feuer (Statistics in Medicine 16, 1997) of the other, joined
/// by recovered variances (Zou and Donner, Statistics in Medicine 27, 2008).
fn difference(bad: f64, matched: f64, variance: f64, beta: f64) -> f64 {
    let above = gamma_quantile(1.0 - beta, bad + 1.0) - bad;
    let below = if matched > 0.0 {
        let unit = variance / matched;
        matched - unit * gamma_quantile(beta, matched / unit)
    } else {
        0.0
    };
    bad - matched + above.hypot(below)
}

/// Quantile of the gamma distribution with this shape and scale 1.
pub(crate) fn gamma_quantile(chance: f64, shape: f64) -> f64 {
    // Invariant: shapes are positive, so the distribution exists; no bound is better than a wrong one.
    Gamma::new(shape, 1.0).map_or(f64::INFINITY, |gamma| gamma.inverse_cdf(chance))
}

#[cfg(test)]
mod tests;

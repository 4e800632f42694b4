//! Kayenta's default judge: the Mann-Whitney test on the error rates of each minute, at the end of each share step.
//!
//! The metric is classified `High` when the lower limit of a 98 % confidence interval for the shift between both series
//! lies above a quarter of the estimated shift; a single metric then scores 0, and otherwise 100. A series without data
//! is `Nodata`, for which the judge does not fail the canary. The interval is the asymptotic one, with corrections for
//! ties and continuity.
//! <https://spinnaker.io/docs/guides/user/canary/judge/>,
//! <https://github.com/spinnaker/kayenta> (`NetflixACAJudge`, `MannWhitneyClassifier`, `MannWhitney`)
use super::{Check, Seen};
use crate::judge::many;
use cutover_schemas::measure::{Arm, Point};

/// The normal quantile of a confidence of 98 %, both sides.
const QUANTILE: f64 = 2.326_347_874;
/// Part of the estimated shift that counts as none.
const TOLERANCE: f64 = 0.25;

pub(super) fn check(seen: &Seen<'_>) -> Check {
    if !seen.step_ends {
        return Check::Pass;
    }
    let high = seen.functions.iter().any(|points| {
        let rates = |of: fn(&Point) -> Option<Arm>| -> Vec<f64> {
            let arms = points.iter().filter_map(of).filter(|arm| arm.total > 0.0);
            arms.map(|arm| arm.bad / arm.total).collect()
        };
        is_high(&rates(|point| point.candidate), &rates(|point| point.stable))
    });
    if high { Check::Abort } else { Check::Pass }
}

fn is_high(experiment: &[f64], control: &[f64]) -> bool {
    let differences = differences(experiment, control);
    let (Some(least), Some(most)) = (differences.first(), differences.last()) else { return false };
    let root = |quantile: f64| root(experiment, control, quantile, *least, *most);
    match (root(QUANTILE), root(0.0)) {
        (Some(lower), Some(estimate)) => lower > TOLERANCE * estimate.abs(),
        // All observations are tied: there is no interval, and nothing that differs.
        _ => false,
    }
}

fn differences(experiment: &[f64], control: &[f64]) -> Vec<f64> {
    let pairs = experiment.iter().flat_map(|one| control.iter().map(move |other| one - other));
    let mut differences: Vec<f64> = pairs.collect();
    differences.sort_by(f64::total_cmp);
    differences
}

/// The shift at which the statistic is this many standard deviations above its mean: it falls as the shift grows.
fn root(experiment: &[f64], control: &[f64], quantile: f64, least: f64, most: f64) -> Option<f64> {
    if statistic(experiment, control, least)? <= quantile {
        return Some(least);
    }
    if statistic(experiment, control, most)? >= quantile {
        return Some(most);
    }
    let (mut low, mut high) = (least, most);
    for _ in 0..40 {
        let middle = f64::midpoint(low, high);
        if statistic(experiment, control, middle)? > quantile {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(f64::midpoint(low, high))
}

/// The standardised rank sum of the experiment, moved down by a shift.
fn statistic(experiment: &[f64], control: &[f64], shift: f64) -> Option<f64> {
    let moved = experiment.iter().map(|value| (value - shift, true));
    let mut all: Vec<(f64, bool)> =
        moved.chain(control.iter().map(|value| (*value, false))).collect();
    all.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (mut rank_sum, mut ties, mut before) = (0.0, 0.0, 0.0);
    for tied in all.chunk_by(|one, other| (one.0 - other.0).abs() < 1e-12) {
        let size = many(tied.len());
        let rank = before + f64::midpoint(size, 1.0);
        rank_sum += rank * many(tied.iter().filter(|(_, ours)| *ours).count());
        ties += size.powi(3) - size;
        before += size;
    }
    let (ours, theirs) = (many(experiment.len()), many(control.len()));
    let above = rank_sum - ours * (ours + 1.0) / 2.0 - ours * theirs / 2.0;
    let both = ours + theirs;
    let variance = ours * theirs / 12.0 * (both + 1.0 - ties / (both * (both - 1.0)));
    let correction = if above == 0.0 { 0.0 } else { 0.5 * above.signum() };
    (variance > 0.0).then(|| (above - correction) / variance.sqrt())
}

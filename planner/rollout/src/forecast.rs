//! What a canary will be able to see: a Monte Carlo of the very judge, told before the first shift.
//!
//! Whole periods are drawn at once and evidence is gathered as they come, since nothing here is late or revised: a
//! thousand rollouts take a few dozen milliseconds. The world is the simplest one: steady traffic, and a candidate that
//! fails more often from its first invocation on.
mod closed;
mod run;

use crate::judge::many;
use cutover_schemas::forecast::Detects;
use cutover_schemas::rollout::{Judge, ShareStep};
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use run::{Ended, Schedule};

/// Runs of the answers that are told.
const RUNS: usize = 2_000;
/// Runs of each step of the search for the smallest regression.
const SEARCH_RUNS: usize = 500;
/// The chance with which a regression is said to be caught.
const CAUGHT: f64 = 0.8;
/// Halvings of the search, from a factor of two around the closed form's answer.
const HALVINGS: u32 = 6;
/// Where chance begins: the same plan gets the same forecast.
const SEED: u64 = 0x5EED;

/// One function's canary, before it begins.
#[derive(Clone, Copy, Debug)]
pub struct Outlook<'a> {
    /// How it will be judged.
    pub judge: &'a Judge,
    /// The share steps.
    pub steps: &'a [ShareStep],
    /// Rollouts in the apply, which share `alpha`.
    pub rollouts: i64,
    /// Functions that shift together: evidence against one counts less among many.
    pub members: usize,
    /// Expected invocations a second.
    pub per_second: f64,
    /// Share of them that fails.
    pub error_rate: f64,
    /// Whether durations are compared too: they take weight from errors.
    pub latency: bool,
    /// How often the same version may try one event.
    pub tries: i64,
    /// Milliseconds of a metric period.
    pub period: i64,
    /// Milliseconds for which a period's counts are waited for ([`crate::judge::booking::lag`]).
    pub lag: i64,
}

/// What the judge will detect.
pub fn forecast(outlook: &Outlook<'_>) -> Detects {
    let schedule = Schedule::of(outlook);
    let same = tried(outlook, &schedule, outlook.error_rate, RUNS);
    let doubled = tried(outlook, &schedule, (outlook.error_rate * 2.0).min(1.0), RUNS);
    let chance = |ends: &[Ended], of: fn(&Ended) -> bool| {
        many(ends.iter().filter(|end| of(end)).count()) / many(ends.len().max(1))
    };
    Detects {
        requests_per_second: outlook.per_second,
        error_rate: outlook.error_rate,
        smallest_error_rate: smallest(outlook, &schedule),
        seconds_to_find_doubling: median(&doubled).map(crate::judge::real),
        promotes_identical: chance(&same, |end| *end == Ended::Promoted),
        inconclusive: chance(&same, |end| *end == Ended::Inconclusive),
    }
}

/// So many rollouts of a candidate with this share of failures. The same chance each time, so that two rates compare.
fn tried(outlook: &Outlook<'_>, schedule: &Schedule, errors: f64, runs: usize) -> Vec<Ended> {
    let mut chance = Xoshiro256PlusPlus::seed_from_u64(SEED);
    (0..runs).map(|_| run::run(outlook, schedule, errors, &mut chance)).collect()
}

/// The smallest share of failures that is caught often enough: searched around what the closed form says.
fn smallest(outlook: &Outlook<'_>, schedule: &Schedule) -> Option<f64> {
    let caught = |errors: f64| {
        let ends = tried(outlook, schedule, errors, SEARCH_RUNS);
        let caught = ends.iter().filter(|end| matches!(end, Ended::Aborted { .. })).count();
        many(caught) / many(SEARCH_RUNS) >= CAUGHT
    };
    if outlook.per_second <= 0.0 || !caught(1.0) {
        return None;
    }
    let guess = closed::smallest(outlook, CAUGHT).unwrap_or(0.1);
    let (mut low, mut high) = ((guess / 2.0).max(outlook.error_rate), (guess * 2.0).min(1.0));
    if caught(low) {
        low = outlook.error_rate;
    }
    if !caught(high) {
        (low, high) = (high, 1.0);
    }
    for _ in 0..HALVINGS {
        // In the middle of their orders of magnitude; of nothing there is none.
        let middle = if low > 0.0 { (low * high).sqrt() } else { high / 4.0 };
        if caught(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some(high)
}

/// Seconds until half of all runs were aborted, if as many were.
fn median(ends: &[Ended]) -> Option<i64> {
    let mut seconds: Vec<i64> = ends
        .iter()
        .filter_map(|end| match end {
            Ended::Aborted { seconds } => Some(*seconds),
            Ended::Promoted | Ended::Inconclusive => None,
        })
        .collect();
    seconds.sort_unstable();
    seconds.get(ends.len() / 2).copied()
}

#[cfg(test)]
mod tests;

//! What is counted of a function, and how much of its evidence each count makes.
use super::share;
use cutover_schemas::measure::{Baseline, Count};
use cutover_schemas::rollout::Judge;

/// Parts of what the spec's own signals leave: errors, slower than the baseline's slowest hundredth, twice as slow.
///
/// One threshold is blind to a tail that doubles beyond it; two see every form of "the slowest hundredth takes twice
/// as long".
const ERRORS: f64 = 0.8;
const SLOWER: f64 = 0.1;

/// What to count of a function, in order: errors, two latencies where the baseline has one, the spec's own signals, and
/// the limit on the duration.
///
/// The latencies come from a baseline that was frozen before the first shift: a threshold that moved with the stable
/// version's counts would be chosen by looking.
pub fn counts_of(judge: &Judge, baseline: Option<&Baseline>) -> Vec<Count> {
    weighted(judge, baseline).into_iter().map(|(count, _)| count).collect()
}

/// The same with their weights, which add to 1.
pub(super) fn weighted(judge: &Judge, baseline: Option<&Baseline>) -> Vec<(Count, f64)> {
    let rest = 1.0 - judge.signals.iter().map(|signal| share(signal.weight)).sum::<f64>();
    let mut counts = match baseline.and_then(|baseline| baseline.p99) {
        Some(p99) => vec![
            (Count::Errors, ERRORS * rest),
            (Count::Slower(p99), SLOWER * rest),
            (Count::Slower(p99.saturating_mul(2)), SLOWER * rest),
        ],
        None => vec![(Count::Errors, rest)],
    };
    counts.extend(
        judge.signals.iter().map(|own| (Count::Own(own.source.clone()), share(own.weight))),
    );
    counts.extend(slower_than_allowed(judge).map(|count| (count, 0.0)));
    counts
}

/// What counts against the limit on the duration.
pub(super) fn slower_than_allowed(judge: &Judge) -> Option<Count> {
    judge.limits.duration_p99.map(|millis| Count::Slower(millis.saturating_mul(1_000)))
}

#[cfg(test)]
mod tests;

//! What became of many simulated rollouts.
use crate::judge::many;
use statrs::distribution::{Beta, ContinuousCDF};

/// Chance of the exact bounds to hold, on both sides together.
const CONFIDENCE: f64 = 0.99;

/// How one rollout ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// On the candidate.
    Promoted,
    /// Back on the stable version.
    Aborted,
    /// Undecided.
    Held,
}

/// How many rollouts ended how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Promoted ones.
    pub promoted: usize,
    /// Held ones.
    pub held: usize,
    /// Seconds from the first shift to the abort, of each aborted one, in ascending order.
    pub aborted_after: Vec<i64>,
}

impl Tally {
    /// Of rollouts with their end and the seconds until then.
    pub fn of(ends: impl IntoIterator<Item = (End, i64)>) -> Self {
        let mut tally = Self::default();
        for (end, seconds) in ends {
            match end {
                End::Promoted => tally.promoted += 1,
                End::Held => tally.held += 1,
                End::Aborted => tally.aborted_after.push(seconds),
            }
        }
        tally.aborted_after.sort_unstable();
        tally
    }

    /// How many were aborted.
    pub fn aborted(&self) -> usize {
        self.aborted_after.len()
    }

    /// How many there were.
    pub fn runs(&self) -> usize {
        self.promoted + self.held + self.aborted()
    }

    /// This many of them as a share.
    pub fn share(&self, count: usize) -> f64 {
        many(count) / many(self.runs().max(1))
    }

    /// Exact binomial bounds (Clopper and Pearson) on the chance of what so many of the runs came to: 99 % sure.
    pub fn bounds(&self, count: usize) -> (f64, f64) {
        let (hits, misses) = (many(count), many(self.runs().saturating_sub(count)));
        let outside = (1.0 - CONFIDENCE) / 2.0;
        let quantile = |a: f64, b: f64, chance: f64, none: f64| {
            Beta::new(a, b).map_or(none, |beta| beta.inverse_cdf(chance))
        };
        let low = quantile(hits, misses + 1.0, outside, 0.0);
        let high = quantile(hits + 1.0, misses, 1.0 - outside, 1.0);
        (low, high)
    }

    /// Seconds after which this share of all aborts had happened.
    pub fn abort_percentile(&self, percent: usize) -> Option<i64> {
        let last = self.aborted_after.len().checked_sub(1)?;
        self.aborted_after.get(last * percent / 100).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(count: usize, runs: usize, expect: (f64, f64)) {
        let ends = (0..runs).map(|run| (if run < count { End::Aborted } else { End::Held }, 60));
        let tally = Tally::of(ends);
        let (low, high) = tally.bounds(tally.aborted());
        let close = |one: f64, other: f64| (one - other).abs() < 2e-5;
        assert!(close(low, expect.0) && close(high, expect.1), "{count} of {runs}: {low} {high}");
    }

    #[test]
    fn bounds_are_exact() {
        check(0, 10, (0.0, 0.411_30));
        check(10, 10, (0.588_70, 1.0));
        check(5, 10, (0.128_30, 0.871_70));
        check(0, 10_000, (0.0, 0.000_53));
        check(111, 10_000, (0.008_58, 0.014_1));
    }

    #[test]
    fn percentiles_are_those_of_the_aborted_ones() {
        let tally = Tally::of((1..=9).map(|n| (End::Aborted, n * 10)).chain([(End::Held, 1)]));
        assert_eq!(tally.abort_percentile(50), Some(50));
        assert_eq!(tally.abort_percentile(90), Some(80));
        assert_eq!(Tally::default().abort_percentile(50), None);
    }
}

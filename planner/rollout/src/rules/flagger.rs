//! Flagger: the analysis of its introduction.
//!
//! Every minute (`interval: 1m`) the success rate of the last minute must be at least 99 %
//! (`request-success-rate`, `min: 99`). A check that fails, or that finds no values, halts the advance and counts;
//! `threshold: 10` failed checks go back, however many passed in between.
//! <https://docs.flagger.app/usage/how-it-works>, <https://docs.flagger.app/usage/metrics>
use super::{Check, Seen, sum};

/// Largest share of failed requests.
const MOST: f64 = 0.01;
/// Failed checks that go back.
const THRESHOLD: u32 = 10;

#[derive(Debug, Default)]
pub(super) struct Flagger {
    failed: u32,
}

impl Flagger {
    pub(super) fn check(&mut self, seen: &Seen<'_>) -> Check {
        let failed = seen.candidates(1).any(|arms| {
            let minute = sum(&arms);
            minute.total <= 0.0 || minute.bad > MOST * minute.total
        });
        self.failed += u32::from(failed);
        match (self.failed >= THRESHOLD, failed) {
            (true, _) => Check::Abort,
            (false, true) => Check::Halt,
            (false, false) => Check::Pass,
        }
    }
}

//! Which counts may be looked at, and to which step they belong.
//!
//! Each rule keeps out a way in which counts would favour one version for reasons that have nothing to do with it: points
//! that come late, points that are missing, the period in which the share changes, first starts.
use cutover_schemas::ledger::Timestamp;
use cutover_schemas::measure::{Arm, Point};
use cutover_schemas::progress::Shift;
use cutover_schemas::rollout::WHOLE;

/// One period's counts, with the step that they count for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Booked {
    /// When the period begins.
    pub at: Timestamp,
    /// Number of the shift that they count for, from 0.
    pub step: usize,
    /// The highest share in force during the period, in ten-thousandths.
    pub share: i64,
    /// The candidate's counts.
    pub candidate: Arm,
    /// The stable version's counts.
    pub stable: Arm,
}

/// When counts may be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window<'a> {
    /// All shifts so far, oldest first.
    pub shifts: &'a [Shift],
    /// Length of a metric period in milliseconds.
    pub period: i64,
    /// Periods count once they ended this many milliseconds ago.
    pub lag: i64,
    /// How often one event may be tried by the same version: counts are divided by it.
    pub tries: i64,
    /// The time of the look.
    pub now: Timestamp,
}

/// How long a period's counts are waited for, in milliseconds.
///
/// An invocation is counted in the period in which it began, but told when it ends. A version that hangs would be told
/// of later than one that fails at once, so the longest invocation is waited for.
pub fn lag(period: i64, timeout_seconds: i64) -> i64 {
    let longest = timeout_seconds.saturating_mul(1_000).saturating_add(period);
    period.saturating_mul(2).max(longest)
}

/// The points that may be looked at now, oldest first, each with its step.
pub fn book(points: &[Point], window: &Window<'_>) -> Vec<Booked> {
    points.iter().filter_map(|point| window.booked(point)).collect()
}

impl Window<'_> {
    fn booked(&self, point: &Point) -> Option<Booked> {
        let ended = point.at.plus_millis(self.period);
        let first = self.shifts.first()?;
        // The period of the first shift: cold starts and empty caches. Fixed in advance, whatever the counts say.
        let cold = point.at <= first.at;
        if cold || ended.plus_millis(self.lag) > self.now {
            return None;
        }
        let (step, share) = self.step(point.at, ended)?;
        // Failures of the stable version that are not told yet would make the candidate look worse. Without a stable
        // version there is nothing to wait for.
        let stable = match point.stable {
            Some(arm) => arm,
            None if share >= WHOLE => Arm::default(),
            None => return None,
        };
        // Leaving the period out would drop the stable version's failures; and no point means no invocation.
        let candidate = point.candidate.unwrap_or_default();
        let (candidate, stable) = (self.once(candidate), self.once(stable));
        Some(Booked { at: point.at, step, share, candidate, stable })
    }

    /// The highest share in force at any moment of a period, and its step.
    fn step(&self, begins: Timestamp, ends: Timestamp) -> Option<(usize, i64)> {
        let next = self.shifts.iter().skip(1).map(|shift| Some(shift.at)).chain([None]);
        let within = self.shifts.iter().zip(next).enumerate().filter(|(_, (shift, until))| {
            shift.at < ends && until.is_none_or(|until| until > begins)
        });
        let shares = within.map(|(step, (shift, _))| (step, shift.share));
        shares.max_by_key(|(_, share)| *share)
    }

    /// Tries of the same event that stick to one version are one coin, not several.
    fn once(&self, arm: Arm) -> Arm {
        let tries = super::real(self.tries.max(1));
        Arm { total: arm.total / tries, bad: arm.bad / tries }
    }
}

#[cfg(test)]
mod tests;

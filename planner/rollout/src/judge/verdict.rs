//! One look: what is known by now, and what follows from it.
use super::gathering::{Function, gather};
use super::{evidence, limits, real, share};
use cutover_schemas::evidence::Evidence;
use cutover_schemas::ledger::Timestamp;
use cutover_schemas::measure::{Arm, Baseline, Series};
use cutover_schemas::progress::Shift;
use cutover_schemas::rollout::{Judge, WHOLE};

/// More than this is written as this: evidence beyond any doubt, and JSON knows no infinity.
pub(super) const MOST: f64 = 1e12;

/// All that a look needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Trial<'a> {
    /// How the spec wants it judged.
    pub judge: &'a Judge,
    /// Rollouts in the apply, a group counting once: they share `alpha`. Fixed in the plan.
    pub rollouts: i64,
    /// Steps of the strategy, fixed in the plan: how many shifts there will have been when all goes well.
    pub steps: usize,
    /// How often the end was put off to count some more.
    pub extensions: u32,
    /// All shifts so far, oldest first.
    pub shifts: &'a [Shift],
    /// The functions that shift together, in the group's order.
    pub functions: &'a [Observed<'a>],
    /// Whether one of the judge's alarms is red.
    pub alarms_red: bool,
    /// The time of the look.
    pub now: Timestamp,
    /// The planned end of the last step; nothing before it is known. The closing look comes one lag later.
    pub ends_at: Option<Timestamp>,
}

/// What was counted of one function.
#[derive(Clone, Copy, Debug)]
pub struct Observed<'a> {
    /// The counts, signals in the order of [`super::counts_of`].
    pub series: &'a Series,
    /// How often the same version may try one event: 1, or 1 and the retries of asynchronous invocations.
    pub tries: i64,
    /// For how many milliseconds a period's counts are waited for ([`super::booking::lag`]).
    pub lag_ms: i64,
    /// What it did before the rollout, frozen before the first shift.
    pub baseline: Option<&'a Baseline>,
}

/// What a look comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    /// What to do.
    pub verdict: Verdict,
    /// What it rests on.
    pub evidence: Evidence,
}

/// What to do with the candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing yet: look again.
    Continue,
    /// It is worse: back to the stable version.
    Abort {
        /// What it did.
        why: String,
    },
    /// The stable version itself fails too often to compare with: no shift, no promotion, the clock stops.
    BaselineUnhealthy {
        /// What the stable version did.
        why: String,
    },
    /// The end is reached, and it is surely not much worse.
    Promote,
    /// The end is reached, and nothing is sure.
    Inconclusive {
        /// What a promotion lacks.
        why: String,
    },
}

/// Judges the whole history as it is known now.
///
/// The order of what may follow is fixed: abort, baseline unhealthy, continue, and only at the end promote or
/// inconclusive. Limits and alarms abort on their own only once all traffic has moved, since in a shared outage they
/// would abort nearly every candidate; as long as there is a stable version they keep from promoting.
pub fn look(trial: &Trial<'_>) -> Assessment {
    let functions: Vec<Function> = trial.functions.iter().map(|one| gather(trial, one)).collect();
    let ln_e: Vec<f64> = functions.iter().map(|function| function.ln_e).collect();
    let ln_e = if ln_e.is_empty() { 0.0 } else { evidence::ln_group(&ln_e) };
    let ln_threshold = trial.ln_threshold();
    let verdict = trial.verdict(&functions, ln_e >= ln_threshold);
    let evidence = trial.evidence(functions, ln_e, ln_threshold);
    Assessment { verdict, evidence }
}

impl Trial<'_> {
    fn ln_threshold(&self) -> f64 {
        (real(self.rollouts.max(1)) / share(self.judge.alpha)).ln()
    }

    /// Whether all traffic has moved: there is no stable version to compare with any more.
    pub(super) fn alone(&self) -> bool {
        self.shifts.last().is_some_and(|shift| shift.share >= WHOLE)
    }

    /// Periods that ended by then are counted, of every function.
    fn counted_until(&self) -> Timestamp {
        let lag = self.functions.iter().map(|one| one.lag_ms).max().unwrap_or_default();
        self.now.plus_millis(lag.saturating_neg())
    }

    fn verdict(&self, functions: &[Function], worse: bool) -> Verdict {
        let alone = self.alone();
        if worse && !alone {
            return Verdict::Abort { why: Function::worst(functions) };
        }
        let over = functions.iter().find_map(|function| limits::candidate_over(self, function));
        if let (true, Some(why)) = (alone, &over) {
            return Verdict::Abort { why: why.clone() };
        }
        if self.alarms_red && (alone || self.judge.alarm_aborts) {
            let outside = if alone { "" } else { ", which aborts outside the judge's guarantee" };
            return Verdict::Abort { why: format!("an alarm is red{outside}") };
        }
        let unhealthy = |function| limits::stable_unhealthy(self.judge, function);
        if let (false, Some(why)) = (alone, functions.iter().find_map(unhealthy)) {
            return Verdict::BaselineUnhealthy { why };
        }
        if self.ends_at.is_none_or(|end| self.counted_until() < end) {
            return Verdict::Continue;
        }
        match over.or_else(|| self.lacks(functions)) {
            Some(why) => Verdict::Inconclusive { why },
            None => Verdict::Promote,
        }
    }

    /// What a promotion lacks at the end, besides being over a limit.
    fn lacks(&self, functions: &[Function]) -> Option<String> {
        if self.alarms_red {
            return Some("an alarm is red".to_owned());
        }
        if self.alone() {
            return None;
        }
        functions.iter().find_map(|function| function.lacks(self.judge))
    }

    fn evidence(&self, functions: Vec<Function>, ln_e: f64, ln_threshold: f64) -> Evidence {
        let of = |arm: fn(&Function) -> Arm| {
            let arms = functions.iter().map(arm);
            arms.fold(Arm::default(), evidence::plus)
        };
        Evidence {
            e: ln_e.exp().min(MOST),
            threshold: ln_threshold.exp(),
            upper: functions.iter().filter_map(|function| function.upper).reduce(f64::max),
            margin: share(self.judge.margin),
            candidate: of(Function::candidate),
            stable: of(Function::stable),
            counted_until: self.counted_until(),
            functions: functions.into_iter().map(Function::told).collect(),
        }
    }
}

#[cfg(test)]
mod tests;

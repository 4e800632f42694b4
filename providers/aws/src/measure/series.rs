//! What CloudWatch and the logs told of one measurement, as counts of both versions by period.
use super::data::Data;
use super::lines::Lines;
use super::queries::{self, Side, What};
use cutover_schemas::ledger::Timestamp;
use cutover_schemas::measure::{Arm, Count, Measurement, Point, Series};
use cutover_schemas::rollout::Source;
use std::collections::{BTreeMap, BTreeSet};

/// A number by the millisecond that its period begins at.
type Numbers = BTreeMap<i64, f64>;
type Arms = BTreeMap<i64, Arm>;

/// What was told of one measurement.
pub(super) struct Told<'a> {
    /// Its number in the ids of its queries.
    pub number: usize,
    pub wanted: &'a Measurement,
    /// Milliseconds of a period.
    pub period: i64,
    pub data: &'a Data,
    /// The lines that signals found, by the signal's place.
    pub lines: BTreeMap<usize, Lines>,
}

impl Told<'_> {
    /// The counts of every signal.
    pub(super) fn series(&self) -> Series {
        let places = self.wanted.signals.iter().enumerate();
        let signals = places.map(|(place, signal)| self.points(place, signal)).collect();
        Series { period: self.period, signals }
    }

    fn points(&self, place: usize, signal: &Count) -> Vec<Point> {
        let candidate = self.arms(Side::Candidate, place, signal);
        let stable = self.wanted.stable.map(|_| self.arms(Side::Stable, place, signal));
        let none = Arms::new();
        let others = stable.as_ref().unwrap_or(&none);
        let mut times: BTreeSet<i64> = candidate.keys().chain(others.keys()).copied().collect();
        times.retain(|at| at + self.period > self.wanted.from.0);
        if let Some(known) = self.lines.get(&place).and_then(|lines| lines.known_until) {
            times.retain(|at| at + self.period <= known);
        }
        let quiet = |at: i64| stable.is_some() && self.alone(at);
        let point = |at: i64| Point {
            at: Timestamp(at),
            candidate: candidate.get(&at).copied(),
            stable: others.get(&at).copied().or_else(|| quiet(at).then(Arm::default)),
        };
        times.into_iter().map(point).collect()
    }

    /// Whether all that went through the alias in a period was the candidate's: then the other version had nothing to
    /// do, and no point of it will ever come.
    fn alone(&self, at: i64) -> bool {
        let [all, candidate] = [Side::Alias, Side::Candidate]
            .map(|side| self.numbers(side, What::Invocations).get(&at).copied());
        all.unwrap_or(0.0) <= candidate.unwrap_or(0.0) && all.is_some() == candidate.is_some()
    }

    fn numbers(&self, side: Side, what: What) -> &Numbers {
        const NONE: &Numbers = &Numbers::new();
        self.data.get(&queries::id(self.number, side, what)).unwrap_or(NONE)
    }

    fn arms(&self, side: Side, place: usize, signal: &Count) -> Arms {
        let numbers = |what| self.numbers(side, what);
        let invocations = numbers(What::Invocations);
        match signal {
            // Each invocation puts a point on both; where one is late, so is the arm.
            Count::Errors => both(invocations, numbers(What::Errors)),
            Count::Slower(_) => slower(numbers(What::Durations), numbers(What::Within(place))),
            Count::Own(Source::Logs { .. }) => {
                let lines = self.lines.get(&place).map(|lines| lines.of(side));
                self.either(side, invocations, lines.unwrap_or(&Numbers::new()))
            }
            Count::Own(Source::Metric { total, .. }) => {
                let all = total.as_ref().map_or(invocations, |_| numbers(What::Total(place)));
                self.either(side, all, numbers(What::Bad(place)))
            }
        }
    }

    /// Counts of what says only what was bad. A bad one may be told in the period after its invocation began; of the
    /// stable version that counts only where nothing of it can still come.
    fn either(&self, side: Side, all: &Numbers, bad: &Numbers) -> Arms {
        let times: BTreeSet<i64> = all.keys().chain(bad.keys()).copied().collect();
        let known = |at: &i64| side != Side::Stable || all.contains_key(at) || self.alone(*at);
        let number = |numbers: &Numbers, at: i64| numbers.get(&at).copied().unwrap_or(0.0);
        let arm = |at: i64| (at, Arm { total: number(all, at), bad: number(bad, at) });
        times.into_iter().filter(known).map(arm).collect()
    }
}

fn both(all: &Numbers, bad: &Numbers) -> Arms {
    let arms = all.iter().filter_map(|(at, all)| {
        let bad = bad.get(at)?;
        Some((*at, Arm { total: *all, bad: *bad }))
    });
    arms.collect()
}

/// How many durations lie above a threshold. `TC` interpolates, so the difference is clamped and rounded; a period in
/// which no duration is within may have no point of it.
fn slower(all: &Numbers, within: &Numbers) -> Arms {
    let arms = all.iter().map(|(at, all)| {
        let within = within.get(at).copied().unwrap_or(0.0);
        (*at, Arm { total: *all, bad: (all - within).clamp(0.0, all.max(0.0)).round() })
    });
    arms.collect()
}

#[cfg(test)]
mod tests;

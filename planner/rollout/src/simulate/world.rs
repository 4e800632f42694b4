//! One rollout's world, drawn period by period from a seed: what happened, and what can be read of it by when.
//!
//! Each period of each function has a generator of its own, so what happens in it depends on the share in force then and
//! on nothing that was asked before: different rules meet the same world.
use super::model::{Latency, Model, exceedances};
use crate::judge::real;
use cutover_schemas::ledger::Timestamp;
use cutover_schemas::measure::{Arm, Count, Point, Series};
use cutover_schemas::rollout::WHOLE;
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Binomial, Distribution, Poisson, StandardUniform};

/// Length of a metric period in milliseconds.
pub(crate) const PERIOD: i64 = 60_000;
/// Errors, and two durations.
const SIGNALS: usize = 3;

/// One rollout's world.
#[derive(Clone, Debug)]
pub(crate) struct World<'a> {
    model: &'a Model,
    seed: u64,
    /// Part of the day's turn at which it begins.
    turn: f64,
    /// When the first share was in force.
    began: i64,
    /// Shares in ten-thousandths, and since when.
    shares: Vec<(i64, i64)>,
    /// What happened, by function.
    history: Vec<Vec<Period>>,
}

/// What happened in one period.
#[derive(Clone, Copy, Debug)]
struct Period {
    at: i64,
    candidate: Told,
    stable: Told,
}

/// One version's counts in one period, and when they can be read.
#[derive(Clone, Copy, Debug, Default)]
struct Told {
    first: Counts,
    /// From when on the first counts are told; never, if never.
    from: Option<i64>,
    whole: Counts,
    /// From when on they are whole.
    whole_from: i64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    total: f64,
    bad: [f64; SIGNALS],
}

/// What one version does in one period.
#[derive(Clone, Copy, Debug)]
struct Behaviour {
    invocations: f64,
    errors: f64,
    slower: (f64, f64),
}

impl<'a> World<'a> {
    /// The world of one run, in which the first share is in force from this moment on.
    pub(crate) fn new(model: &'a Model, seed: u64, run: u64, began: Timestamp) -> Self {
        let seed = mixed(seed, run);
        let turn = Xoshiro256PlusPlus::seed_from_u64(seed).sample_unit();
        let history = vec![Vec::new(); model.functions];
        Self { model, seed, turn, began: began.0, shares: Vec::new(), history }
    }

    /// Routes this share to the candidates from now on.
    pub(crate) fn shift(&mut self, now: Timestamp, share: i64) {
        self.live(now.0);
        self.shares.push((now.0, share));
    }

    /// What can be read by now of one function, for these counts.
    pub(crate) fn read(&mut self, function: usize, counts: &[Count], now: Timestamp) -> Series {
        self.live(now.0);
        let periods = self.history.get(function).map(Vec::as_slice).unwrap_or_default();
        let mut slower = 0;
        let signals = counts.iter().map(|count| {
            let signal = match count {
                Count::Errors | Count::Own(_) => 0,
                Count::Slower(_) => {
                    slower += 1;
                    slower
                }
            };
            periods.iter().filter_map(|period| period.point(signal, now.0)).collect()
        });
        Series { period: PERIOD, signals: signals.collect() }
    }

    /// Lets everything happen up to the last period that has ended.
    fn live(&mut self, now: i64) {
        let first = self.began.div_euclid(PERIOD) * PERIOD;
        for function in 0..self.history.len() {
            let done = self.history.get(function).map_or(0, Vec::len);
            let begins = (0_i64..).skip(done).map(|number| first + number * PERIOD);
            for at in begins.take_while(|at| at + PERIOD <= now) {
                let period = self.period(function, at);
                if let Some(history) = self.history.get_mut(function) {
                    history.push(period);
                }
            }
        }
    }

    fn period(&self, function: usize, at: i64) -> Period {
        let mut chance = Xoshiro256PlusPlus::seed_from_u64(mixed(
            mixed(self.seed, function as u64),
            at.unsigned_abs(),
        ));
        let share = (self.share(at) * (1.0 + self.model.misroute)).min(1.0);
        let rate = self.model.traffic.at(at - self.began, self.turn);
        let invocations = rate * real(PERIOD) / 1_000.0;
        let outage = self.outage(at);
        let behaviour = |share: f64, badly: f64| {
            let errors = mixture(self.model.stable_errors, self.model.candidate_errors, badly);
            let (usual, changed) = (exceedances(Latency::Same), exceedances(self.model.latency));
            Behaviour {
                invocations: invocations * share,
                errors: errors + (1.0 - errors) * outage,
                slower: (mixture(usual.0, changed.0, badly), mixture(usual.1, changed.1, badly)),
            }
        };
        let badly = if function < self.model.bad { self.badly(at) } else { 0.0 };
        let candidate = behaviour(share, badly);
        let stable = behaviour(1.0 - share, 0.0);
        Period {
            at,
            candidate: self.told(&mut chance, at, candidate),
            stable: self.told(&mut chance, at, stable),
        }
    }

    /// The candidate's mean share in a period.
    fn share(&self, at: i64) -> f64 {
        let ends = self.shares.iter().skip(1).map(|(from, _)| *from).chain([i64::MAX]);
        let parts =
            self.shares.iter().zip(ends).map(|((from, share), until)| {
                overlap(at, *from, until) * real(*share) / real(WHOLE)
            });
        parts.sum()
    }

    /// The part of a period in which a bad candidate behaves badly.
    fn badly(&self, at: i64) -> f64 {
        overlap(at, self.began + self.model.onset * 1_000, i64::MAX)
    }

    /// The share of a period's invocations that outages make fail.
    fn outage(&self, at: i64) -> f64 {
        let works = self.model.outages.iter().map(|outage| {
            let from = self.began + outage.start * 1_000;
            1.0 - outage.rate * overlap(at, from, from + outage.length * 1_000)
        });
        1.0 - works.product::<f64>()
    }

    fn told(&self, chance: &mut Xoshiro256PlusPlus, at: i64, behaviour: Behaviour) -> Told {
        let whole = self.counts(chance, behaviour);
        let usual = at + PERIOD + self.model.metric_lag * 1_000;
        if self.model.late <= 0.0 && self.model.missing <= 0.0 {
            return Told { first: whole, from: Some(usual), whole, whole_from: usual };
        }
        let lost = chance.sample_unit() < self.model.missing;
        let is_late = chance.sample_unit() < self.model.late;
        let (from, after) = if is_late { (usual + 3 * PERIOD, 0) } else { (usual, 1) };
        let after = after * (1 + whole_number(chance.sample_unit() * 3.0)) * PERIOD;
        let mut kept = |number: f64| binomial(chance, number, 1.0 - self.model.late);
        let total = kept(whole.total);
        let bad = whole.bad.map(|bad| kept(bad).min(total));
        let first = if after > 0 { Counts { total, bad } } else { whole };
        Told { first, from: (!lost).then_some(from), whole, whole_from: from + after }
    }

    fn counts(&self, chance: &mut Xoshiro256PlusPlus, behaviour: Behaviour) -> Counts {
        let events = poisson(chance, behaviour.invocations);
        let errors = binomial(chance, events, behaviour.errors);
        let slower = binomial(chance, events, behaviour.slower.0);
        let twice = binomial(chance, slower, behaviour.slower.1 / behaviour.slower.0);
        // Every try of an event that fails is an invocation that fails.
        let again = real(self.model.retries) * errors;
        Counts { total: events + again, bad: [errors + again, slower, twice] }
    }
}

impl Period {
    fn point(&self, signal: usize, now: i64) -> Option<Point> {
        let (candidate, stable) = (self.candidate.arm(signal, now), self.stable.arm(signal, now));
        let any = candidate.is_some() || stable.is_some();
        any.then_some(Point { at: Timestamp(self.at), candidate, stable })
    }
}

impl Told {
    /// What is told by now; a metric has no point where nothing happened.
    fn arm(&self, signal: usize, now: i64) -> Option<Arm> {
        self.from.filter(|from| *from <= now)?;
        let counts = if self.whole_from <= now { self.whole } else { self.first };
        let bad = counts.bad.get(signal).copied().unwrap_or_default();
        (counts.total > 0.0).then_some(Arm { total: counts.total, bad })
    }
}

/// A draw between 0 and 1.
trait Unit {
    fn sample_unit(&mut self) -> f64;
}

impl Unit for Xoshiro256PlusPlus {
    fn sample_unit(&mut self) -> f64 {
        StandardUniform.sample(self)
    }
}

fn mixture(usual: f64, changed: f64, part: f64) -> f64 {
    usual + (changed - usual) * part
}

/// The part of the period that lies between two moments.
fn overlap(at: i64, from: i64, until: i64) -> f64 {
    let millis = until.min(at + PERIOD) - from.max(at);
    real(millis.max(0)) / real(PERIOD)
}

pub(crate) fn poisson(chance: &mut Xoshiro256PlusPlus, mean: f64) -> f64 {
    Poisson::new(mean).map_or(0.0, |poisson| poisson.sample(chance))
}

pub(crate) fn binomial(chance: &mut Xoshiro256PlusPlus, number: f64, share: f64) -> f64 {
    let number = u64::try_from(whole_number(number)).unwrap_or_default();
    let drawn = Binomial::new(number, share).map_or(0, |binomial| binomial.sample(chance));
    real(i64::try_from(drawn).unwrap_or_default())
}

#[expect(clippy::cast_possible_truncation, reason = "counts are whole numbers far below 2^52")]
fn whole_number(number: f64) -> i64 {
    number as i64
}

/// A seed out of two numbers, as different as can be from those of their neighbours.
pub(crate) fn mixed(seed: u64, number: u64) -> u64 {
    let mut word = seed ^ number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

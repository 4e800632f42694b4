//! One rollout of the forecast.
use super::Outlook;
use crate::judge::booking::Booked;
use crate::judge::{bound, evidence, real, share};
use cutover_schemas::ledger::Timestamp;
use cutover_schemas::measure::Arm;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, Poisson};

/// Looks of one rollout: more are drawn together, which finds out a little later.
const LOOKS: i64 = 60;
/// Shares of invocations beyond the two thresholds of latency, as the thresholds are defined and as they fall for
/// durations like those of most functions.
const SLOWER: [f64; 2] = [0.01, 0.000_25];
/// Errors, and two latencies.
const SIGNALS: usize = 3;
/// Weights of errors and of each latency, of what own signals leave.
const WITH_LATENCY: (f64, f64) = (0.8, 0.1);

/// How a rollout ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    Promoted,
    Aborted {
        /// After the first shift.
        seconds: i64,
    },
    Inconclusive,
}

/// All looks of a rollout.
#[derive(Clone, Debug)]
pub(super) struct Schedule {
    looks: Vec<Look>,
}

/// What comes to be known at one look.
#[derive(Clone, Copy, Debug)]
struct Look {
    step: usize,
    share: i64,
    /// Milliseconds of traffic that are counted at it.
    millis: i64,
    /// Milliseconds after the first shift at which they end.
    ends: i64,
}

impl Schedule {
    /// When each look comes, in milliseconds after the first shift.
    #[cfg(test)]
    pub(super) fn looks(&self) -> Vec<i64> {
        self.looks.iter().map(|look| look.ends).collect()
    }

    pub(super) fn of(outlook: &Outlook<'_>) -> Self {
        let period = outlook.period.max(1);
        // A step is left one lag after its end, and what comes in the meantime counts too.
        let last = outlook.steps.len().saturating_sub(1);
        let lasts = |(number, bake): (usize, i64)| {
            (bake * 1_000 + if number < last { outlook.lag } else { 0 }) / period
        };
        let bakes = outlook.steps.iter().map(|step| step.bake).enumerate();
        let total: i64 = bakes.map(lasts).sum();
        let together = (total + LOOKS - 1) / LOOKS;
        let (mut looks, mut ends) = (Vec::new(), 0);
        for (number, step) in outlook.steps.iter().enumerate() {
            let mut left = lasts((number, step.bake));
            if number == 0 && left > 0 {
                // The first period of the first step is left out.
                (left, ends) = (left - 1, period);
            }
            while left > 0 {
                let periods = together.max(1).min(left);
                left -= periods;
                ends += periods * period;
                looks.push(Look {
                    step: number,
                    share: step.share,
                    millis: periods * period,
                    ends,
                });
            }
        }
        Self { looks }
    }
}

/// Draws one rollout of a candidate that fails this often.
pub(super) fn run(
    outlook: &Outlook<'_>,
    schedule: &Schedule,
    errors: f64,
    chance: &mut Xoshiro256PlusPlus,
) -> Ended {
    let mut gathered: [evidence::Gathered; SIGNALS] =
        std::array::from_fn(|_| evidence::Gathered::default());
    let mut steps: Vec<Booked> = Vec::with_capacity(outlook.steps.len());
    let threshold = (real(outlook.rollouts.max(1)) / share(outlook.judge.alpha)).ln();
    for look in &schedule.looks {
        let drawn = draw(outlook, look, errors, chance);
        for (gathered, booked) in gathered.iter_mut().zip(&drawn) {
            gathered.add(booked);
        }
        add(&mut steps, &drawn[0]);
        // Nothing speaks against a candidate that did nothing bad since the last look.
        let suspect = drawn.iter().any(|booked| booked.candidate.bad > 0.0);
        if suspect && ln_e(outlook, &gathered) >= threshold {
            return Ended::Aborted { seconds: (look.ends + outlook.lag) / 1_000 };
        }
    }
    let enough = steps.iter().map(|step| step.candidate.total).sum::<f64>()
        >= real(outlook.judge.min_invocations);
    if enough && bound::upper(steps.iter(), 0) <= share(outlook.judge.margin) {
        Ended::Promoted
    } else {
        Ended::Inconclusive
    }
}

/// The counts of one look: errors, and both latencies where durations are compared.
fn draw(
    outlook: &Outlook<'_>,
    look: &Look,
    errors: f64,
    chance: &mut Xoshiro256PlusPlus,
) -> [Booked; SIGNALS] {
    let all = outlook.per_second * real(look.millis) / 1_000.0;
    let (candidate, stable) = (all * share(look.share), all * (1.0 - share(look.share)));
    let tries = real(outlook.tries.max(1));
    let mut arm = |mean: f64, bad: f64| {
        let failed = poisson(chance, mean * bad);
        let total = failed + poisson(chance, mean * (1.0 - bad));
        Arm { total: total / tries, bad: failed / tries }
    };
    let arms = (arm(candidate, errors), arm(stable, outlook.error_rate));
    let mut slow = |mean: f64, slower: f64, of: Arm| {
        let bad = if outlook.latency { poisson(chance, mean * slower) / tries } else { 0.0 };
        Arm { bad: bad.min(of.total), ..of }
    };
    let booked = |(candidate, stable)| Booked {
        at: Timestamp(look.ends - look.millis),
        step: look.step,
        share: look.share,
        candidate,
        stable,
    };
    let mut slower =
        |share: f64| booked((slow(candidate, share, arms.0), slow(stable, share, arms.1)));
    [booked(arms), slower(SLOWER[0]), slower(SLOWER[1])]
}

fn poisson(chance: &mut Xoshiro256PlusPlus, mean: f64) -> f64 {
    Poisson::new(mean).map_or(0.0, |poisson| poisson.sample(chance))
}

/// Adds up a step's errors: all that the bound asks for.
fn add(steps: &mut Vec<Booked>, period: &Booked) {
    match steps.last_mut() {
        Some(step) if step.step == period.step => {
            step.candidate = evidence::plus(step.candidate, period.candidate);
            step.stable = evidence::plus(step.stable, period.stable);
        }
        _ => steps.push(*period),
    }
}

/// The evidence so far. Nothing is known of own signals and of the other functions: theirs is one.
fn ln_e(outlook: &Outlook<'_>, gathered: &[evidence::Gathered]) -> f64 {
    let own: f64 = outlook.judge.signals.iter().map(|signal| share(signal.weight)).sum();
    let (errors, latency) = if outlook.latency { WITH_LATENCY } else { (1.0, 0.0) };
    let weights = [errors, latency, latency].map(|weight| weight * (1.0 - own));
    let known = gathered.iter().map(|signal| signal.ln_e(outlook.steps.len()));
    let function = evidence::ln_mean(weights.into_iter().zip(known).chain([(own, 0.0)]));
    let mut group = vec![0.0; outlook.members.max(1)];
    if let Some(first) = group.first_mut() {
        *first = function;
    }
    evidence::ln_group(&group)
}

/// The weight of errors among all that is counted.
pub(super) fn weight_of_errors(outlook: &Outlook<'_>) -> f64 {
    let own: f64 = outlook.judge.signals.iter().map(|signal| share(signal.weight)).sum();
    (1.0 - own) * if outlook.latency { WITH_LATENCY.0 } else { 1.0 }
}

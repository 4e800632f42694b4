//! Evidence that the candidate is worse: an e-value, whose mean is at most 1 as long as the candidate is no worse.
//!
//! By Ville's inequality it then reaches `1 / alpha` with a chance of at most `alpha`, however often it is looked at. The
//! argument needs nothing of the error rates, which may rise and fall as they like for both versions together.
use super::booking::Booked;
use super::{many, share};
use cutover_schemas::measure::Arm;

/// How many times as often as the stable version the candidate may fail: the harms that are looked for, in equal parts.
///
/// The least one makes a zone of indifference: a candidate that fails less than 1.22 times as often is never aborted,
/// however large the traffic.
pub(crate) const RATIOS: [f64; 5] = [1.5, 3.0, 6.0, 12.0, 24.0];
/// A block closes at so many expected invocations of the candidate: long enough for its observed share to mean
/// something, short enough that share and error rate can't drift together inside it.
const BLOCK: f64 = 100.0;
/// Weight of "worse from the first step on"; the later steps share the rest.
pub(crate) const FROM_THE_FIRST: f64 = 0.85;

/// Evidence of one signal, gathered period by period.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gathered {
    steps: Vec<Step>,
}

/// Evidence of one step.
#[derive(Clone, Copy, Debug, Default)]
struct Step {
    /// Sums over closed blocks, one for each ratio.
    closed: [f64; RATIOS.len()],
    /// The block that still grows.
    open: Block,
}

/// Consecutive periods of one share.
#[derive(Clone, Copy, Debug, Default)]
struct Block {
    share: f64,
    candidate: Arm,
    stable: Arm,
}

impl Gathered {
    /// Of a whole history.
    pub(crate) fn of(periods: &[Booked]) -> Self {
        let mut gathered = Self::default();
        for period in periods {
            gathered.add(period);
        }
        gathered
    }

    /// Takes one more period, no older than those before.
    pub(crate) fn add(&mut self, period: &Booked) {
        if self.steps.len() <= period.step {
            self.steps.resize(period.step + 1, Step::default());
        }
        if let Some(step) = self.steps.get_mut(period.step) {
            step.add(period);
        }
    }

    /// The logarithm of the evidence, for a rollout of so many planned steps.
    ///
    /// The plan fixes how much the start at each step weighs, also of those that are not reached yet: weights that moved
    /// with the rollout would be chosen by looking.
    pub(crate) fn ln_e(&self, planned: usize) -> f64 {
        let planned = planned.max(self.steps.len());
        let mut sum = LogSum::default();
        for step in self.steps.len()..planned {
            sum.add(weight_of_start(step, planned).ln());
        }
        let mut since = [0.0; RATIOS.len()];
        for (number, step) in self.steps.iter().enumerate().rev() {
            let each = (weight_of_start(number, planned) / many(RATIOS.len())).ln();
            for ((since, closed), ratio) in since.iter_mut().zip(step.closed).zip(RATIOS) {
                *since += closed + step.open.ln_ratio(ratio);
                sum.add(each + *since);
            }
        }
        if planned == 0 { 0.0 } else { sum.ln() }
    }
}

impl Step {
    fn add(&mut self, period: &Booked) {
        let block = &mut self.open;
        block.share = share(period.share);
        block.candidate = plus(block.candidate, period.candidate);
        block.stable = plus(block.stable, period.stable);
        if block.share * block.invocations() >= BLOCK {
            for (closed, ratio) in self.closed.iter_mut().zip(RATIOS) {
                *closed += block.ln_ratio(ratio);
            }
            self.open = Block::default();
        }
    }
}

impl Block {
    fn invocations(&self) -> f64 {
        self.candidate.total + self.stable.total
    }

    /// The logarithm of how much likelier the labels of the bad invocations are when the candidate fails so many times
    /// as often.
    fn ln_ratio(&self, ratio: f64) -> f64 {
        let bad = self.candidate.bad + self.stable.bad;
        if bad <= 0.0 {
            return 0.0;
        }
        // A router that sends the candidate more than its share would make it look worse. The evidence falls when this
        // rises, so whatever holds for the configured share holds for the larger of the two.
        let observed = self.candidate.total / self.invocations();
        let rho = self.share.max(observed);
        ln_likelihood(self.candidate.bad, bad, rho, ratio)
    }
}

/// `x ln t - n ln(1 - rho + rho t)`, of `x` out of `n` coins with bias `rho` against coins whose odds are `t` times theirs.
fn ln_likelihood(heads: f64, coins: f64, rho: f64, ratio: f64) -> f64 {
    heads * ratio.ln() - coins * (rho * (ratio - 1.0)).ln_1p()
}

/// Evidence that coins fall on heads more often than with this bias: one block, the same mixture.
pub(crate) fn ln_coins(heads: f64, tails: f64, bias: f64) -> f64 {
    let each = many(RATIOS.len()).ln();
    let mut sum = LogSum::default();
    for ratio in RATIOS {
        sum.add(ln_likelihood(heads, heads + tails, bias, ratio) - each);
    }
    sum.ln()
}

/// The logarithm of a weighted mean of evidence: valid however much the parts depend on each other.
pub(crate) fn ln_mean(parts: impl IntoIterator<Item = (f64, f64)>) -> f64 {
    let mut sum = LogSum::default();
    for (weight, ln_e) in parts {
        if weight > 0.0 {
            sum.add(weight.ln() + ln_e);
        }
    }
    sum.ln()
}

/// The logarithm of a group's evidence: half the mean, for one function that is much worse, and half the product, for
/// many that are a little worse. Both are valid: the functions' invocations are routed by coins of their own.
pub(crate) fn ln_group(functions: &[f64]) -> f64 {
    let each = many(functions.len()).recip();
    let mean = ln_mean(functions.iter().map(|ln_e| (each, *ln_e)));
    ln_mean([(0.5, mean), (0.5, functions.iter().sum())])
}

fn weight_of_start(step: usize, planned: usize) -> f64 {
    match (step, planned) {
        (_, ..=1) => 1.0,
        (0, _) => FROM_THE_FIRST,
        _ => (1.0 - FROM_THE_FIRST) / many(planned - 1),
    }
}

/// Both counts together.
pub(crate) fn plus(one: Arm, other: Arm) -> Arm {
    Arm { total: one.total + other.total, bad: one.bad + other.bad }
}

/// A sum of which only the logarithm of each part is known, and which may be too large or too small to write.
#[derive(Clone, Copy, Debug, Default)]
struct LogSum {
    largest: Option<f64>,
    /// In units of the largest.
    sum: f64,
}

impl LogSum {
    fn add(&mut self, ln: f64) {
        match self.largest {
            Some(largest) if ln <= largest => self.sum += (ln - largest).exp(),
            Some(largest) => {
                self.sum = self.sum * (largest - ln).exp() + 1.0;
                self.largest = Some(ln);
            }
            None => (self.largest, self.sum) = (Some(ln), 1.0),
        }
    }

    fn ln(self) -> f64 {
        self.largest.map_or(f64::NEG_INFINITY, |largest| largest + self.sum.ln())
    }
}

#[cfg(test)]
mod tests;

//! The counts of one function, booked and weighed.
use super::booking::{Booked, Window, book};
use super::verdict::{MOST, Observed, Trial};
use super::{bound, evidence, limits, real, share, weights};
use cutover_schemas::evidence::{FunctionEvidence, SignalEvidence};
use cutover_schemas::measure::{Arm, Count};
use cutover_schemas::rollout::Judge;

/// What is known of one function.
#[derive(Clone, Debug)]
pub(super) struct Function {
    pub(super) ln_e: f64,
    /// Nothing once there is no stable version any more.
    pub(super) upper: Option<f64>,
    pub(super) signals: Vec<Gathered>,
}

/// What is known of one signal.
#[derive(Clone, Debug)]
pub(super) struct Gathered {
    pub(super) count: Count,
    weight: f64,
    ln_e: f64,
    pub(super) periods: Vec<Booked>,
}

/// Books and weighs all that was counted of a function.
pub(super) fn gather(trial: &Trial<'_>, observed: &Observed<'_>) -> Function {
    let window = Window {
        shifts: trial.shifts,
        period: observed.series.period,
        lag: observed.lag_ms,
        tries: observed.tries,
        now: trial.now,
    };
    let counts = weights::weighted(trial.judge, observed.baseline);
    let points =
        observed.series.signals.iter().map(Vec::as_slice).chain(std::iter::repeat(&[][..]));
    let gathered = |((count, weight), points)| {
        let periods = book(points, &window);
        let ln_e = evidence::Gathered::of(&periods).ln_e(trial.steps);
        Gathered { count, weight, ln_e, periods }
    };
    let signals: Vec<Gathered> = counts.into_iter().zip(points).map(gathered).collect();
    let ln_e = evidence::ln_mean(signals.iter().map(|signal| (signal.weight, signal.ln_e)));
    let upper = (!trial.alone()).then(|| upper(trial, &signals));
    Function { ln_e, upper, signals }
}

/// The largest bound of what counts as a failure: errors, and the spec's own signals. Slow invocations count as
/// evidence only.
fn upper(trial: &Trial<'_>, signals: &[Gathered]) -> f64 {
    let errors = signals.first().map(|signal| signal.periods.as_slice()).unwrap_or_default();
    // An outage tells nothing of the difference, and its minutes would drown those that do.
    let out: Vec<_> = errors
        .iter()
        .filter(|period| limits::stable_is_over(trial.judge, period))
        .map(|period| period.at)
        .collect();
    let failures = signals.iter().filter(|signal| !matches!(signal.count, Count::Slower(_)));
    let bounds = failures.map(|signal| {
        let periods = signal.periods.iter().filter(|period| !out.contains(&period.at));
        bound::upper(periods, trial.extensions)
    });
    bounds.fold(0.0, f64::max)
}

impl Gathered {
    fn candidate(&self) -> Arm {
        self.periods.iter().map(|period| period.candidate).fold(Arm::default(), evidence::plus)
    }

    fn stable(&self) -> Arm {
        self.periods.iter().map(|period| period.stable).fold(Arm::default(), evidence::plus)
    }
}

impl Function {
    /// The candidate's invocations and failures.
    pub(super) fn candidate(&self) -> Arm {
        self.signals.first().map(Gathered::candidate).unwrap_or_default()
    }

    /// The stable version's.
    pub(super) fn stable(&self) -> Arm {
        self.signals.first().map(Gathered::stable).unwrap_or_default()
    }

    /// What the worst function of a group did.
    pub(super) fn worst(functions: &[Self]) -> String {
        let worst = functions.iter().max_by(|one, other| one.ln_e.total_cmp(&other.ln_e));
        let weighed = |signal: &Gathered| signal.ln_e + signal.weight.ln();
        let signals = worst.iter().flat_map(|function| &function.signals);
        signals
            .max_by(|one, other| weighed(one).total_cmp(&weighed(other)))
            .map(|signal| {
                let (candidate, stable) = (signal.candidate(), signal.stable());
                format!(
                    "{} of {} invocations of the candidate {}, of the stable version {} of {}",
                    candidate.bad.round(),
                    candidate.total.round(),
                    did(&signal.count),
                    stable.bad.round(),
                    stable.total.round(),
                )
            })
            .unwrap_or_default()
    }

    /// What a promotion lacks at the end, by this function's counts.
    pub(super) fn lacks(&self, judge: &Judge) -> Option<String> {
        let served = self.candidate().total;
        if served <= 0.0 {
            return Some("no invocation of the candidate was counted".to_owned());
        }
        if served < real(judge.min_invocations) {
            let wanted = judge.min_invocations;
            return Some(format!(
                "{} invocations of the candidate were counted, {wanted} are wanted",
                served.round()
            ));
        }
        let upper = self.upper.unwrap_or(1.0);
        (upper > share(judge.margin)).then(|| {
            format!(
                "the candidate may still fail {:.2} % more often than the stable version, the margin is {} %",
                upper * 100.0,
                share(judge.margin) * 100.0
            )
        })
    }

    pub(super) fn told(self) -> FunctionEvidence {
        FunctionEvidence {
            e: self.ln_e.exp().min(MOST),
            upper: self.upper,
            candidate: self.candidate(),
            stable: self.stable(),
            signals: self.signals.into_iter().map(Gathered::told).collect(),
        }
    }
}

impl Gathered {
    fn told(self) -> SignalEvidence {
        SignalEvidence {
            e: self.ln_e.exp().min(MOST),
            weight: self.weight,
            candidate: self.candidate(),
            stable: self.stable(),
            count: self.count,
        }
    }
}

/// What bad invocations did.
fn did(count: &Count) -> String {
    match count {
        Count::Errors => "failed".to_owned(),
        Count::Slower(micros) => format!("took longer than {} ms", real(*micros) / 1_000.0),
        Count::Own(_) => "were bad by the spec's own signal".to_owned(),
    }
}

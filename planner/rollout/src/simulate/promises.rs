//! What this project promises of its canary, as experiments with limits: tests keep them with few runs, the benchmark
//! with many, and the docs print what it measured.
use super::{Experiment, Latency, Model, Outage, Signals, Tally, Traffic};
use cutover_schemas::rollout::ShareStep;

/// One promise.
#[derive(Clone, Debug, PartialEq)]
pub struct Promise {
    /// The scenario in words.
    pub scenario: String,
    /// The scenario.
    pub experiment: Experiment,
    /// What must come out of it.
    pub must: Must,
}

/// Limits on what comes out. Shares of all runs; seconds from the first shift to the abort.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Must {
    /// Least and largest share of aborted ones.
    pub aborted: (f64, f64),
    /// Least and largest share of promoted ones.
    pub promoted: (f64, f64),
    /// Half of the aborts come no later.
    pub median: Option<i64>,
    /// Nine of ten aborts come no later.
    pub p90: Option<i64>,
}

impl Must {
    const ANY: Self = Self { aborted: (0.0, 1.0), promoted: (0.0, 1.0), median: None, p90: None };
    /// Of no worse a candidate. The guarantee is 5 %.
    const NO_WORSE: Self = Self { aborted: (0.0, 0.02), ..Self::ANY };

    const fn aborted(least: f64) -> Self {
        Self { aborted: (least, 1.0), ..Self::ANY }
    }

    const fn within(self, median: i64) -> Self {
        Self { median: Some(median), ..self }
    }

    /// What of it the results break: nothing when they keep it.
    pub fn broken(&self, tally: &Tally) -> Vec<&'static str> {
        let outside = |count, (least, most)| {
            let share = tally.share(count);
            share < least || share > most
        };
        self.faults(
            outside(tally.aborted(), self.aborted),
            outside(tally.promoted, self.promoted),
            tally,
            0,
        )
    }

    /// What of it so few results show to be broken, 99 % sure of each part.
    pub fn surely_broken(&self, tally: &Tally) -> Vec<&'static str> {
        let outside = |count, (least, most)| {
            let (low, high) = tally.bounds(count);
            high < least || low > most
        };
        let slack = 120;
        self.faults(
            outside(tally.aborted(), self.aborted),
            outside(tally.promoted, self.promoted),
            tally,
            slack,
        )
    }

    fn faults(
        &self,
        aborted: bool,
        promoted: bool,
        tally: &Tally,
        slack: i64,
    ) -> Vec<&'static str> {
        let late = |percent, most: Option<i64>| {
            most.is_some_and(|most| {
                tally.abort_percentile(percent).is_none_or(|at| at > most + slack)
            })
        };
        let faults = [
            ("aborted", aborted),
            ("promoted", promoted),
            ("median", late(50, self.median)),
            ("p90", late(90, self.p90)),
        ];
        faults.into_iter().filter(|(_, fault)| *fault).map(|(name, _)| name).collect()
    }
}

/// All promises, in the order in which they are shown.
pub fn promises() -> Vec<Promise> {
    let mut promises = no_worse();
    promises.extend(worse());
    promises.extend(slower());
    promises.extend(groups());
    promises
}

/// Candidates that are no worse, in calm and in outages.
fn no_worse() -> Vec<Promise> {
    let mut promises = Vec::new();
    for (rate, least) in [(0.2, 0.0), (2.0, 0.8), (20.0, 0.98), (200.0, 0.98)] {
        let must = Must { promoted: (least, 1.0), ..Must::NO_WORSE };
        promises.push(promise(format!("identical, {rate} rps"), at(rate), must));
        let scenario = format!("shared outage of 5 min, {rate} rps");
        promises.push(promise(scenario, failing_together(rate), Must::NO_WORSE));
    }
    for rate in [2.0, 20.0] {
        let scenario = format!("shared outage of 5 min with a limit of 20 %, {rate} rps");
        let must = Must { promoted: (0.7, 1.0), ..Must::NO_WORSE };
        let mut limited = promise(scenario, failing_together(rate), must);
        limited.experiment.judge.limits.error_rate = Some(2_000);
        promises.push(limited);
    }
    promises.extend(weather());
    promises
}

/// Candidates that are no worse, while routing and metrics are not what they should be.
fn weather() -> Vec<Promise> {
    let mut promises = Vec::new();
    for rate in [0.2, 2.0, 20.0] {
        let traffic = Traffic::Diurnal(rate);
        let weather =
            Model { traffic: traffic.clone(), late: 0.1, missing: 0.1, ..Model::default() };
        let scenario = format!("diurnal, late and missing points, {rate} rps");
        promises.push(promise(scenario, weather, Must::NO_WORSE));
        let model = Model { traffic, ..Model::default() };
        let scenario = format!("linear 10 x 3 min, {rate} rps");
        let mut linear = promise(scenario, model, Must::NO_WORSE);
        let step = |number: i64| ShareStep { share: (number * 1_000).min(9_900), bake: 180 };
        linear.experiment.steps = (1..=10).map(step).collect();
        promises.push(linear);
    }
    for rate in [20.0, 200.0] {
        let model = Model { misroute: 0.3, ..at(rate) };
        promises.push(promise(format!("misrouted by 30 %, {rate} rps"), model, Must::NO_WORSE));
    }
    let sticky = Model { retries: 2, ..at(2.0) };
    promises.push(promise("sticky retries, 2 rps".to_owned(), sticky, Must::NO_WORSE));
    promises
}

fn failing_together(rate: f64) -> Model {
    let outage = Outage { start: 720, length: 300, rate: 1.0 };
    Model { outages: vec![outage], ..at(rate) }
}

/// Candidates that fail more often.
fn worse() -> Vec<Promise> {
    let failing = |rate, errors| Model { candidate_errors: errors, ..at(rate) };
    let hardly = |must: Must| Must { promoted: (0.0, 0.001), ..must };
    let margin = Must { promoted: (0.0, 0.05), ..Must::ANY };
    let soon = Must { p90: Some(840), ..Must::aborted(0.999) }.within(480);
    let mut promises = vec![
        promise(
            "worse by the margin (0.5 -> 1.5 %), 2 rps".to_owned(),
            failing(2.0, 0.015),
            margin,
        ),
        promise(
            "0.5 -> 3 %, 2 rps".to_owned(),
            failing(2.0, 0.03),
            Must::aborted(0.97).within(1_170),
        ),
        promise("0.5 -> 10 %, 2 rps".to_owned(), failing(2.0, 0.1), soon),
        promise("0.5 -> 10 %, 0.2 rps".to_owned(), failing(0.2, 0.1), Must::aborted(0.83)),
        promise(
            "0.5 -> 10 %, 0.2 rps, errors only".to_owned(),
            failing(0.2, 0.1),
            Must::aborted(0.85),
        ),
        promise("0.5 -> 3 %, 0.2 rps".to_owned(), failing(0.2, 0.03), hardly(Must::aborted(0.08))),
    ];
    for promise in &mut promises {
        if promise.scenario.ends_with("errors only") {
            promise.experiment.signals = Signals::Errors;
        }
    }
    promises
}

/// Candidates whose slowest hundredth takes twice as long.
fn slower() -> Vec<Promise> {
    let forms = [
        ("all durations x2", Latency::All),
        ("durations above p98 x2", Latency::AboveP98),
        ("durations above p99 x2", Latency::AboveP99),
    ];
    let slower = |(name, latency)| {
        let model = Model { latency, ..at(20.0) };
        promise(format!("{name}, 20 rps"), model, Must::aborted(0.99).within(540))
    };
    forms.map(slower).to_vec()
}

/// Five functions that shift together.
fn groups() -> Vec<Promise> {
    let group =
        |rate, bad, errors| Model { functions: 5, bad, candidate_errors: errors, ..at(rate) };
    vec![
        promise(
            "group of 5, identical, 2 rps each".to_owned(),
            group(2.0, 0, 0.005),
            Must::NO_WORSE,
        ),
        promise(
            "group of 5, one 0.5 -> 3 %, 2 rps each".to_owned(),
            group(2.0, 1, 0.03),
            Must::aborted(0.9),
        ),
        promise(
            "group of 5, all 0.5 -> 3 %, 0.2 rps each".to_owned(),
            group(0.2, 5, 0.03),
            Must::aborted(0.7),
        ),
    ]
}

fn at(rate: f64) -> Model {
    Model { traffic: Traffic::Constant(rate), ..Model::default() }
}

fn promise(scenario: String, model: Model, must: Must) -> Promise {
    Promise { scenario, experiment: Experiment { model, ..Experiment::default() }, must }
}

//! `rollout simulate`: many rollouts on a virtual clock, by the machine and the judge that deploy.
mod parse;

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::into_file;
use crate::render::simulation;
use cutover_rollout::rules::Rules;
use cutover_rollout::simulate::{
    Experiment, Latency, Model, Outage, Signals, Tally, Traffic, ends,
};
use cutover_schemas::documents::DOCUMENT_FORMAT;
use cutover_schemas::documents::simulation::{SimulationBoundsDocument, SimulationDocument};
use cutover_schemas::rollout::{Judge, ShareStep};
use std::path::Path;

/// Options of `rollout simulate`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Requests a second, of each function
    #[arg(long, value_name = "NUMBER", default_value_t = 2.0, value_parser = parse::rate)]
    pub rps: f64,
    /// How requests come over time: `constant`, `diurnal`, or a CSV file of seconds after the first shift and requests a second
    #[arg(long, value_name = "SHAPE", default_value = "constant")]
    pub traffic: String,
    /// Share of the stable version's invocations that fails
    #[arg(long, value_name = "SHARE", default_value = "0.5%", value_parser = parse::share)]
    pub baseline_error_rate: f64,
    /// Share of the candidate's invocations that fails; without it the stable version's
    #[arg(long, value_name = "SHARE", value_parser = parse::share)]
    pub candidate_error_rate: Option<f64>,
    /// How long after the first shift the candidate begins to behave badly
    #[arg(long, value_name = "DURATION", default_value = "0s", value_parser = parse::seconds)]
    pub onset: i64,
    /// A time in which both versions fail, such as `12m:5m:100%`: begin, length, share; again for more
    #[arg(long = "outage", value_name = "START:LENGTH:RATE", value_parser = parse::outage)]
    pub outages: Vec<Outage>,
    /// By how much the candidate gets more than its share of the traffic
    #[arg(long, value_name = "SHARE", default_value = "0%", value_parser = parse::share)]
    pub misroute: f64,
    /// How long after the end of a minute its metrics can be read
    #[arg(long, value_name = "DURATION", default_value = "1m", value_parser = parse::seconds)]
    pub lag: i64,
    /// Share of points that come three minutes late, and of invocations that come into their point later
    #[arg(long, value_name = "SHARE", default_value = "0%", value_parser = parse::share)]
    pub late: f64,
    /// Share of points that never come
    #[arg(long, value_name = "SHARE", default_value = "0%", value_parser = parse::share)]
    pub missing: f64,
    /// How often a failed invocation is tried again, by the same version
    #[arg(long, value_name = "NUMBER", default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=100))]
    pub retries: u8,
    /// How the candidate's durations differ: all of them double, or the slowest fiftieth, or the slowest hundredth
    #[arg(long, value_name = "WHICH", default_value = "none")]
    pub latency: Slower,
    /// Functions that shift together
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=100))]
    pub group: u8,
    /// How many of them have a bad candidate; all without it
    #[arg(long, value_name = "NUMBER")]
    pub bad: Option<u8>,
    /// Shares of the traffic and how long each is held
    #[arg(long, value_name = "SHARE:DURATION,...", default_value = "5%:10m,25%:10m,50%:10m", value_delimiter = ',', value_parser = parse::step)]
    pub steps: Vec<ShareStep>,
    /// Difference of failure shares that a promotion may overlook
    #[arg(long, value_name = "SHARE", default_value = "1%", value_parser = parse::ten_thousandths)]
    pub margin: i64,
    /// Candidate invocations without which nothing is promoted
    #[arg(long, value_name = "NUMBER", default_value_t = 100, value_parser = clap::value_parser!(i64).range(0..))]
    pub min_invocations: i64,
    /// Chance of aborting a candidate that is no worse
    #[arg(long, value_name = "SHARE", default_value = "5%", value_parser = parse::alpha)]
    pub alpha: i64,
    /// What is compared: errors alone, or durations too
    #[arg(long, value_name = "WHICH", default_value = "all")]
    pub signals: Compared,
    /// Whose rules decide
    #[arg(long, value_name = "WHOSE", default_value = "cutover")]
    pub rules: Whose,
    /// Rollouts to simulate
    #[arg(long, value_name = "NUMBER", default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub runs: u64,
    /// Where chance begins: the same seed gives the same runs
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub seed: u64,
}

/// How durations differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Slower {
    /// Not at all
    None,
    /// All double
    All,
    /// Those above the 98th percentile double
    AboveP98,
    /// Those above the 99th percentile double
    AboveP99,
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Compared {
    /// Errors alone
    Errors,
    /// Errors and durations
    All,
}

/// Whose rules decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Whose {
    /// The judge that deploys
    Cutover,
    /// Argo Rollouts' analysis of CloudWatch metrics
    Argo,
    /// Flagger's success rate
    Flagger,
    /// CodeDeploy with the two alarms of SAM's documentation
    Codedeploy,
    /// Kayenta's default judge
    Kayenta,
}

/// Simulates, and tells what became of it.
pub fn run(context: &Context, options: &Options) -> Result<Exit, CliError> {
    let experiment = experiment(options)?;
    let tally = together(&experiment, options.runs);
    if let Some(path) = &context.global.html {
        into_file(path, &simulation::page(&experiment, &tally))?;
    }
    context.answer(
        || document(&experiment, &tally),
        |style| simulation::human(&experiment, &tally, style),
    )?;
    Ok(Exit::Done)
}

fn experiment(options: &Options) -> Result<Experiment, CliError> {
    let judge = Judge {
        alpha: options.alpha,
        margin: options.margin,
        min_invocations: options.min_invocations,
        ..Judge::default()
    };
    Ok(Experiment {
        model: model(options)?,
        steps: options.steps.clone(),
        judge,
        signals: match options.signals {
            Compared::Errors => Signals::Errors,
            Compared::All => Signals::All,
        },
        rules: rules(options.rules),
        rollouts: 1,
        seed: options.seed,
    })
}

fn model(options: &Options) -> Result<Model, CliError> {
    let functions = usize::from(options.group);
    let bad = options.bad.map_or(functions, usize::from);
    if bad > functions {
        return Err(CliError::usage("`--bad` is more than the functions of `--group`"));
    }
    Ok(Model {
        traffic: traffic(options)?,
        stable_errors: options.baseline_error_rate,
        candidate_errors: options.candidate_error_rate.unwrap_or(options.baseline_error_rate),
        onset: options.onset,
        outages: options.outages.clone(),
        misroute: options.misroute,
        metric_lag: options.lag,
        late: options.late,
        missing: options.missing,
        retries: i64::from(options.retries),
        latency: match options.latency {
            Slower::None => Latency::Same,
            Slower::All => Latency::All,
            Slower::AboveP98 => Latency::AboveP98,
            Slower::AboveP99 => Latency::AboveP99,
        },
        functions,
        bad,
    })
}

fn rules(whose: Whose) -> Rules {
    match whose {
        Whose::Cutover => Rules::Cutover,
        Whose::Argo => Rules::Argo,
        Whose::Flagger => Rules::Flagger,
        Whose::Codedeploy => Rules::Codedeploy,
        Whose::Kayenta => Rules::Kayenta,
    }
}

fn traffic(options: &Options) -> Result<Traffic, CliError> {
    match options.traffic.as_str() {
        "constant" => Ok(Traffic::Constant(options.rps)),
        "diurnal" => Ok(Traffic::Diurnal(options.rps)),
        file => {
            let text = std::fs::read_to_string(Path::new(file)).map_err(|error| {
                CliError::usage(format!(
                    "`--traffic` is `constant`, `diurnal` or a file; `{file}` can't be read: {error}"
                ))
            })?;
            let lines = parse::recording(&text);
            lines.map(Traffic::Recorded).map_err(|why| CliError::usage(format!("{file}: {why}")))
        }
    }
}

/// The simulation on all processors.
fn together(experiment: &Experiment, runs: u64) -> Tally {
    let workers = std::thread::available_parallelism().map_or(1, |number| number.get() as u64);
    let each = runs.div_ceil(workers).max(1);
    let part = |worker: u64| (worker * each).min(runs)..((worker + 1) * each).min(runs);
    std::thread::scope(|scope| {
        let work: Vec<_> = (0..workers)
            .map(|worker| scope.spawn(move || ends(experiment, part(worker))))
            .collect();
        Tally::of(work.into_iter().flat_map(|one| one.join().unwrap_or_default()))
    })
}

fn document(experiment: &Experiment, tally: &Tally) -> SimulationDocument {
    let both = |count| <[f64; 2]>::from(tally.bounds(count));
    let aborted = both(tally.aborted());
    SimulationDocument {
        format: DOCUMENT_FORMAT,
        runs: tally.runs() as u64,
        promoted: tally.promoted as u64,
        aborted: tally.aborted() as u64,
        held: tally.held as u64,
        false_abort_bound: experiment.model.is_identical().then_some(aborted[1]),
        bounds: SimulationBoundsDocument {
            promoted: both(tally.promoted),
            aborted,
            held: both(tally.held),
        },
        median_seconds_to_verdict: tally.abort_percentile(50),
        p90_seconds_to_verdict: tally.abort_percentile(90),
    }
}

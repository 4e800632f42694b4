//! Every example in a cloud where one call in ten, or nearly one in three, goes wrong: throttled, failed, lost before
//! or after its effect, late, read stale, cut short. Whoever runs the command again gets there, to the same world.
//!
//! What goes wrong is decided by a seed and by what is asked, so a failing seed fails again.
use crate::stories::grows;
use crate::sweep::crash::{distinct, inventory, settled, uncrashed};
use crate::sweep::lab::{Lab, Stack, State};
use crate::sweep::mutants::Doctor;
use crate::sweep::{HELLO, Step, edit};
use cutover::error::{CliError, Kind};
use cutover_emulator::{Fault, FaultRule, Faults, Injury, Phase, Trigger, Verdict};
use cutover_schemas::ledger::RunResult;
use cutover_schemas::plan::Mode;
use cutover_tests::stack::{Stack as Copy, examples};
use futures_util::stream::{self, StreamExt as _};
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex};
use std::time::Instant;

/// Runs until an end is insisted on. At 30 % a plan of a few dozen reads, each tried four times, is itself refused
/// now and then.
const MOST_RUNS: usize = 15;

/// Examples under way at once: mostly they wait for the pauses between attempts.
const AT_ONCE: usize = 8;

/// Which seeds are tried, such as `1-20`, in place of a test's own few: to look for more, or at one again.
const SEEDS: &str = "CUTOVER_TESTS_SEEDS";

/// The one example that is tried in place of all: with a seed, what a failure names.
const EXAMPLE: &str = "CUTOVER_TESTS_EXAMPLE";

fn seeds(own: u64) -> RangeInclusive<u64> {
    let Ok(wanted) = std::env::var(SEEDS) else { return 1..=own };
    let number = |text: &str| text.parse::<u64>().unwrap();
    match wanted.split_once('-') {
        Some((from, to)) => number(from)..=number(to),
        None => number(&wanted)..=number(&wanted),
    }
}

fn wanted() -> Vec<String> {
    std::env::var(EXAMPLE).map_or_else(|_| examples(), |one| vec![one])
}

/// What bad weather came to.
#[derive(Clone, Copy, Default)]
struct Tally {
    runs: usize,
    calls: u64,
    /// Calls that went wrong.
    struck: u64,
}

impl std::ops::Add for Tally {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            runs: self.runs + other.runs,
            calls: self.calls + other.calls,
            struck: self.struck + other.struck,
        }
    }
}

impl Tally {
    /// How many of a hundred calls went wrong.
    fn percent(self) -> u64 {
        100 * self.struck / self.calls.max(1)
    }
}

/// What can go wrong with a call.
const INJURIES: &[Injury] = &[
    Injury::Throttle,
    Injury::ServerError,
    Injury::ServerErrorAfter,
    Injury::ResetBefore,
    Injury::ResetAfter,
    Injury::StaleRead,
    Injury::Delay(3),
    Injury::ShortPage(1),
];

/// Rules under which so many calls of a hundred go wrong, each in one of the ways.
fn weather(seed: u64, percent: u32) -> Faults {
    let ways = f64::from(u32::try_from(INJURIES.len()).unwrap());
    // Each rule is asked in turn until one strikes.
    let each = 1.0 - (1.0 - f64::from(percent) / 100.0).powf(1.0 / ways);
    let rule = |injury: &Injury| FaultRule {
        service: None,
        operation: None,
        trigger: Trigger::Chance(each),
        injury: injury.clone(),
    };
    Faults::new(seed, INJURIES.iter().map(rule).collect())
}

/// An example in a folder of its own, and its world after each phase in fair weather.
struct Example {
    name: String,
    stack: Stack,
    /// Applied, then destroyed.
    calm: Vec<State>,
    _folder: Copy,
}

const PHASES: [Mode; 2] = [Mode::Apply, Mode::Destroy];

impl Example {
    async fn new(name: &str) -> Self {
        let folder = Copy::example(name);
        let stack = Stack { dir: folder.path().to_owned(), stage: folder.first_stage() };
        let (mut calm, mut state) = (Vec::new(), State::new());
        for mode in PHASES {
            let lab = Lab::start(&stack, &state).await;
            let applied = lab.apply(mode).await.unwrap();
            assert_eq!(applied.report.result, RunResult::Complete, "{name}: {:?}", applied.report);
            lab.rests().await;
            state = lab.state();
            calm.push(state.clone());
        }
        Self { name: name.to_owned(), stack, calm, _folder: folder }
    }

    /// Applies and destroys it in bad weather: what that took, or what became of it.
    async fn converges(&self, percent: u32, seed: u64) -> Result<Tally, String> {
        let (mut state, mut tally) = (State::new(), Tally::default());
        for (mode, calm) in PHASES.into_iter().zip(&self.calm) {
            let lab = Lab::start(&self.stack, &state).await;
            let told =
                |why: String| format!("{} at {percent} %, seed {seed}, {mode:?}: {why}", self.name);
            tally = tally + weathered(&lab, mode, weather(seed, percent)).await.map_err(told)?;
            same(&lab, mode, calm).await.map_err(told)?;
            state = lab.state();
        }
        Ok(tally)
    }
}

/// Runs a command again and again in bad weather until it is through.
async fn weathered(lab: &Lab, mode: Mode, faults: Faults) -> Result<Tally, String> {
    lab.server.set_faults(faults);
    let mut ends = Vec::new();
    while ends.len() < MOST_RUNS {
        let end = match lab.apply(mode).await {
            Ok(applied) if applied.report.result == RunResult::Complete => {
                let calls = lab.server.called().iter().map(|one| one.times).sum();
                let tally = Tally { runs: ends.len() + 1, calls, struck: lab.server.struck() };
                lab.server.set_faults(Faults::default());
                return Ok(tally);
            }
            Ok(applied) => format!("{:?}: {:?}", applied.report.result, applied.report.failures),
            Err(error) if is_of_the_cloud(&error) => {
                format!("{}: {error}; {}", error.code, error.hints.join("; "))
            }
            Err(error) => return Err(format!("{error:?}, after {ends:?}")),
        };
        ends.push(end);
    }
    Err(format!("not through after {MOST_RUNS} runs:\n  {}", ends.join("\n  ")))
}

/// Whether a run that ended so may do better next time; anything else is a mistake of ours.
fn is_of_the_cloud(error: &CliError) -> bool {
    matches!(error.kind, Kind::Cloud | Kind::Conflict)
}

/// How many things the world holds, without what only time or functions bring forth: logs, messages, the moments at
/// which a poller looks again.
fn things(state: &State) -> serde_json::Value {
    let mut services = inventory(state);
    for (service, tables) in services.as_object_mut().unwrap() {
        let waits = |table: &str| (service.as_str(), table) == ("lambda", "alarms");
        tables.as_object_mut().unwrap().retain(|table, _| !grows(service, table) && !waits(table));
    }
    services
}

/// In fair weather nothing is left to do, and the world is the one that fair weather makes.
async fn same(lab: &Lab, mode: Mode, calm: &State) -> Result<(), String> {
    lab.rests().await;
    settled(lab, mode).await?;
    let (have, want) = (things(&lab.state()), things(calm));
    if have == want {
        return Ok(());
    }
    Err(format!("the world differs\n  in fair weather: {want}\n  in bad weather:  {have}"))
}

/// Takes every example through each seed, and tells all that did not get there.
async fn every_example_converges(percent: u32, seeds: RangeInclusive<u64>) {
    let began = Instant::now();
    let examples: Vec<Example> = stream::iter(wanted())
        .then(|name| async move { Example::new(&name).await })
        .collect()
        .await;
    let all = examples.iter().flat_map(|example| seeds.clone().map(move |seed| (example, seed)));
    let tried: Vec<_> = all.map(|(example, seed)| example.converges(percent, seed)).collect();
    let lives = tried.len();
    let ends: Vec<_> = stream::iter(tried).buffer_unordered(AT_ONCE).collect().await;
    let tally = ends.iter().flatten().fold(Tally::default(), |sum, one| sum + *one);
    println!(
        "{percent} % faults: {lives} lives of {} examples, {} of {} calls went wrong ({} %), {} runs of {} at best, in {:?}",
        examples.len(),
        tally.struck,
        tally.calls,
        tally.percent(),
        tally.runs,
        PHASES.len() * lives,
        began.elapsed()
    );
    let wrong: Vec<String> = ends.into_iter().filter_map(Result::err).collect();
    assert!(wrong.is_empty(), "{} of {lives}:\n{}", wrong.len(), wrong.join("\n\n"));
    let wanted = u64::from(percent);
    assert!((wanted / 2..=wanted * 3 / 2).contains(&tally.percent()), "{} %", tally.percent());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_example_converges_at_ten_percent_faults() {
    every_example_converges(10, seeds(1)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_example_converges_at_thirty_percent_faults() {
    every_example_converges(30, seeds(1)).await;
}

/// The crash sweep in bad weather: from each moment at which a run can die, going on takes as many runs as it takes,
/// and the end is the same.
async fn survives_in_bad_weather(example: &str, steps: &[Step], every: usize) {
    let began = Instant::now();
    let folder = Copy::example(example);
    let stack = Stack { dir: folder.path().to_owned(), stage: folder.first_stage() };
    let (mut state, mut ends) = (State::new(), Vec::new());
    for (number, step) in steps.iter().enumerate() {
        edit(&stack, step);
        let run = uncrashed(&stack, &state, step.mode, Doctor::None).await;
        let points = distinct(&run.points).into_iter().skip(number % every).step_by(every);
        let points: Vec<_> = points.collect();
        let (stack, end, first) = (&stack, &run.end, *seeds(1).start());
        let results = stream::iter(points.iter().zip(first..).map(|(point, seed)| async move {
            let lab = Lab::start(stack, &point.state).await;
            let told = |why: String| format!("{}, {}, seed {seed}: {why}", step.name, point.label);
            let tally = weathered(&lab, step.mode, weather(seed, 10)).await.map_err(told)?;
            same(&lab, step.mode, end).await.map_err(told)?;
            Ok::<Tally, String>(tally)
        }));
        ends.extend(results.buffer_unordered(AT_ONCE).collect::<Vec<_>>().await);
        state = run.end;
    }
    let tally = ends.iter().flatten().fold(Tally::default(), |sum, one| sum + *one);
    println!(
        "{example}: {} crash states in bad weather, {} of {} calls went wrong, {} runs, in {:?}",
        ends.len(),
        tally.struck,
        tally.calls,
        tally.runs,
        began.elapsed()
    );
    assert!(
        ends.len() > 30 && tally.struck > 100,
        "{} states, {} faults",
        ends.len(),
        tally.struck
    );
    let wrong: Vec<String> = ends.into_iter().filter_map(Result::err).collect();
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hello_survives_a_crash_at_every_moment_in_bad_weather() {
    survives_in_bad_weather("hello", HELLO, 1).await;
}

/// One operation's first answer gets lost after its effect, and whoever looks for it is refused: the run fails. The next
/// one finds what it left, claims nothing and makes nothing twice.
async fn is_taken_up(example: &Example, operation: &str) -> Result<(), String> {
    let lab = Lab::start(&example.stack, &State::new()).await;
    let (wanted, lost) = (operation.to_owned(), Arc::new(Mutex::new(None)));
    lab.server.set_hook(Some(Arc::new(move |call| {
        let mut lost = lost.lock().unwrap();
        match (*lost, call.phase) {
            (None, Phase::Before) if call.operation == wanted => {
                *lost = Some(call.service);
                Verdict::ResetAfter
            }
            (Some(service), Phase::Before) if call.service == service && !call.mutating => {
                // Of a kind that nobody tries again.
                Verdict::Fail(Fault::sender(400, "OddException", "the look is refused"))
            }
            _ => Verdict::Pass,
        }
    })));
    let first = lab.apply(Mode::Apply).await.map_err(|error| error.to_string())?;
    lab.server.set_hook(None);
    if first.report.result == RunResult::Complete {
        return Err("it was not lost".to_owned());
    }
    let second = lab.apply(Mode::Apply).await;
    let second = second.map_err(|error| format!("{}: {error}; {:?}", error.code, error.hints))?;
    if second.report.result != RunResult::Complete {
        return Err(format!("{:?}", second.report));
    }
    same(&lab, Mode::Apply, &example.calm[0]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_can_not_be_looked_for_is_taken_up_by_the_next_run() {
    let began = Instant::now();
    let mut wrong = Vec::new();
    let all: &[(&str, &[&str])] = &[
        (
            "hello",
            &[
                "CreateRole",
                "PutRolePolicy",
                "CreateLogGroup",
                "CreateFunction",
                "CreateAlias",
                "CreateApi",
            ],
        ),
        ("stream", &["CreateStream", "CreateEventSourceMapping"]),
        ("table", &["CreateTable"]),
        ("topic", &["CreateTopic", "Subscribe", "CreateQueue"]),
    ];
    for (name, operations) in all {
        let example = Example::new(name).await;
        let tried = operations.iter().map(|operation| {
            let example = &example;
            async move {
                let end = is_taken_up(example, operation).await;
                end.map_err(|why| format!("{name}, {operation}: {why}"))
            }
        });
        let ends: Vec<_> = stream::iter(tried).buffer_unordered(AT_ONCE).collect().await;
        wrong.extend(ends.into_iter().filter_map(Result::err));
    }
    println!("what can't be looked for, in {:?}", began.elapsed());
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

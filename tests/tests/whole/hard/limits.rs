//! Many functions in a cloud that throttles whoever goes faster than AWS lets them: nobody notices.
use crate::cutover;
use crate::sweep::lab::{Lab, REGION, Stack, State};
use cutover::journey::WallClock;
use cutover_emulator::{Clock, Limits, Settings, World};
use cutover_schemas::event::{Event, Happening};
use cutover_schemas::ledger::RunResult;
use cutover_schemas::plan::Mode;
use cutover_tests::local::LocalCloud;
use cutover_tests::many;
use cutover_tests::stack::Stack as Copy;
use std::time::{Duration, Instant};

/// How many functions. What three hundred take at AWS's own rates is measured by `bench pace`.
const FUNCTIONS: usize = 100;

/// How many times AWS's rates both sides keep to: the caller's limiter and the cloud's throttle in one factor, so that
/// they stand to each other as they do at AWS.
const TIMES: u32 = 5;

/// Words of a refusal for going too fast.
const TOO_FAST: &[&str] = &["429", "Throttl", "TooManyRequests", "Rate exceeded", "SlowDown"];

fn throttles(text: &str) -> bool {
    TOO_FAST.iter().any(|word| text.contains(word))
}

/// What a run told that a person would see as being throttled.
fn surfaced(events: &[Event]) -> Vec<String> {
    let told = events.iter().filter_map(|event| match &event.what {
        Happening::Retrying { address, why, .. } => Some(format!("{address}: {why}")),
        Happening::Failed { address, code, message, .. } => {
            Some(format!("{address}: {code}: {message}"))
        }
        _ => None,
    });
    told.filter(|text| throttles(text)).collect()
}

/// What an apply came to.
struct Applied {
    /// Calls that the cloud refused for going too fast.
    throttled: u64,
    surfaced: Vec<String>,
    took: Duration,
}

/// Makes all functions at once, with a limiter that keeps to the cloud's rates or with none.
async fn apply(is_paced: bool) -> Applied {
    let folder = Copy::empty();
    many::write(folder.path(), FUNCTIONS, "1").unwrap();
    let settings = Settings {
        region: REGION.into(),
        clock: Clock::Real,
        limits: Limits::Times(TIMES),
        ..Settings::default()
    };
    let state = State { world: World::new(settings), log: Vec::new() };
    let stack = Stack { dir: folder.path().to_owned(), stage: None };
    let lab = if is_paced {
        Lab::paced(&stack, &state, f64::from(TIMES)).await
    } else {
        Lab::start(&stack, &state).await
    };
    let (began, mut events) = (Instant::now(), Vec::new());
    let applied = lab.apply_on(&WallClock, Mode::Apply, &mut |event| events.push(event)).await;
    let applied = applied.unwrap();
    assert_eq!(applied.report.result, RunResult::Complete, "{:?}", applied.report.failures);
    Applied { throttled: lab.throttled(), surfaced: surfaced(&events), took: began.elapsed() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_functions_are_made_without_a_surfaced_throttle() {
    let (paced, hasty) = (apply(true).await, apply(false).await);
    for (applied, how) in [(&paced, "paced"), (&hasty, "in haste")] {
        let (throttled, surfaced) = (applied.throttled, applied.surfaced.len());
        println!(
            "{FUNCTIONS} functions at {TIMES} times AWS's rates, {how}: {throttled} calls throttled, {surfaced} surfaced, \
             in {:?}",
            applied.took
        );
    }
    assert_eq!(paced.surfaced, [""; 0]);
    // The limits are real: whoever doesn't keep to them is throttled and told so, and gets there all the same.
    assert!(hasty.throttled > 0 && !hasty.surfaced.is_empty());
}

/// How many functions the program makes at AWS's own rates: more than the cloud lets pass at once, and few enough to be
/// waited for.
const FEW: usize = 25;

/// The program against a cloud of AWS's own rates, delays and propagation, both by their flags.
#[test]
fn the_program_keeps_to_the_pace_of_aws() {
    let (cutover, stack) = (cutover(), Copy::empty());
    many::write(stack.path(), FEW, "1").unwrap();
    let cloud = LocalCloud::up_with(&cutover, stack.path(), &["--limits", "aws"]);
    let endpoint = cloud.endpoint();
    let run = |words: &[&str]| {
        cutover.run(stack.path(), &[words, &["--endpoint-url", &endpoint]].concat())
    };
    let began = Instant::now();
    let applied = run(&["apply", "--yes", "--rate", "100%"]).is(0);
    println!("{FEW} functions at AWS's pace: {:?}", began.elapsed());
    assert!(!throttles(&applied.stdout) && !throttles(&applied.stderr), "{applied}");
    run(&["plan", "--detailed-exitcode"]).is(0);
}

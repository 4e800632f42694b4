//! The local cloud over a long time: no error under concurrency, and memory that stays what it was.
//!
//! It is `cutover local up` in a process of its own, with its world on disk and its workers supervised.
use super::bounds::Bounds;
use super::cloud::{answered, create};
use super::load::{self, request};
use super::{CHILD, Failure, machine, print};
use cutover_tests::cutover::Cutover;
use cutover_tests::local::LocalCloud;
use cutover_tests::process::children;

const CONCURRENT: usize = 32;
const STEP: usize = 10_000;
const ALL: usize = 100_000;
/// Workers and caches are there by then; the logs of 32 workers, 4,000 events each, are not full yet.
const EARLY: usize = 20_000;
/// Until then journal and logs fill up to their bounds.
const FILLED: usize = 60_000;

/// 10,000 invocations without an error, 100,000 without growth.
pub(crate) fn run(bounds: &mut Bounds) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let program = std::env::current_exe()?;
    let left = folder.path().join("used");
    let cutover = Cutover::new(&program.to_string_lossy()).env(CHILD, &left.to_string_lossy());
    let cloud = LocalCloud::up(&cutover, folder.path());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(create(cloud.host(), "f"))?;
    print(
        "| invocations | errors | a second | p50 ms | p99 ms | server MB | processes | their MB |\n|---|---|---|---|---|---|---|---|",
    );
    let invoke = request("POST", cloud.host(), "/2015-03-31/functions/f/invocations", b"{}");
    let (mut errors, mut early, mut filled) = (0, f64::NAN, f64::NAN);
    for done in (STEP..=ALL).step_by(STEP) {
        let ran = load::run(cloud.host(), invoke.clone(), STEP, CONCURRENT, answered);
        let mut outcome = runtime.block_on(ran)?;
        errors += outcome.problems;
        let (rate, half, most) = (outcome.rate(), outcome.percentile(50), outcome.percentile(99));
        let (server, workers) = (machine::memory_of(cloud.id()), children(cloud.id()));
        let (count, theirs) = (workers.len(), workers.into_iter().map(machine::memory_of));
        let theirs: f64 = theirs.sum();
        print(&format!(
            "| {done} | {errors} | {rate:.0} | {half:.1} | {most:.1} | {server:.0} | {count} | {theirs:.0} |"
        ));
        match done {
            EARLY => early = server,
            FILLED => filled = server,
            _ => {}
        }
    }
    print("");
    #[expect(clippy::cast_precision_loss, reason = "hopefully none")]
    bounds.at_most("errors in 100,000 invocations at 32 at once", errors as f64, 0.0);
    let grown = |before: f64| machine::memory_of(cloud.id()) / before;
    bounds.at_most("server after 100,000 invocations, to that after 20,000", grown(early), 1.5);
    bounds.at_most("server after 100,000 invocations, to that after 60,000", grown(filled), 1.05);
    cloud.terminated().is(0);
    Ok(())
}

//! The local cloud over a long time: no error under concurrency, and memory that stays what it was.
use super::bounds::Bounds;
use super::cloud::{answered, create};
use super::load::{self, request};
use super::{Failure, machine, print};
use cutover_emulator::{Config, Server, Settings, World};

const CONCURRENT: usize = 32;
const FIRST: usize = 10_000;
const ALL: usize = 100_000;
/// Until then caches, journal and logs fill up to their bounds.
const FILLED: usize = 60_000;

/// 10,000 invocations without an error, 100,000 without growth.
pub(crate) fn run(bounds: &mut Bounds) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let server = Server::start(World::new(Settings::default()), Config::default()).await?;
        let host = server.url().trim_start_matches("http://").to_owned();
        create(&host, "f").await?;
        print("| invocations | errors | a second | p50 ms | p99 ms | memory MB |\n|---|---|---|---|---|---|");
        let invoke = request("POST", &host, "/2015-03-31/functions/f/invocations", b"{}");
        let (mut errors, mut filled) = (0, 0.0);
        for done in (FIRST..=ALL).step_by(FIRST) {
            let mut outcome = load::run(&host, invoke.clone(), FIRST, CONCURRENT, answered).await?;
            errors += outcome.problems;
            let (rate, half, most) = (outcome.rate(), outcome.percentile(50), outcome.percentile(99));
            let memory = machine::own_memory();
            print(&format!("| {done} | {errors} | {rate:.0} | {half:.1} | {most:.1} | {memory:.0} |"));
            if done == FIRST {
                #[expect(clippy::cast_precision_loss, reason = "hopefully none")]
                bounds.at_most("errors in 10,000 invocations at 32 at once", errors as f64, 0.0);
            }
            if done == FILLED {
                filled = memory;
            }
        }
        print("");
        let grown = machine::own_memory() / filled;
        bounds.at_most("memory after 100,000 invocations, to that after 60,000", grown, 1.05);
        server.stop().await;
        Ok(())
    })
}

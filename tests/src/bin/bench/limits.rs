//! How close an apply comes to what AWS's rate limits allow: 1,000 functions, deployed in virtual time.
//!
//! Client and local cloud live in one thread whose clock stands still while anybody works and jumps to the next moment that somebody waits
//! for. So minutes of waiting for rate limits pass in seconds, and what is counted is waiting alone, not this machine's speed.
use super::bounds::Bounds;
use super::{Failure, print};
use cutover::args::Cli;
use cutover::context::Context;
use cutover::journey::{self, Deployment, Means, PlanOptions};
use cutover::output::Output;
use cutover_aws::{Aws, Options};
use cutover_cloud::{Clock, Cloud as _, Journal};
use cutover_driver::{Pace, stop};
use cutover_emulator::{Config, Limits, Server, Settings, World};
use cutover_ledger::{FileStore, wall_clock};
use cutover_schemas::graph::Identity;
use cutover_schemas::ledger::{Run, RunResult, Timestamp, View};
use cutover_schemas::plan::Mode;
use cutover_tests::many;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

const REGION: &str = "eu-west-1";
const START: u64 = 1_800_000_000_000;
const FUNCTIONS: usize = 1_000;

/// An apply may take this much longer than the least that its plan named.
const LONGER: f64 = 1.1;

/// How often the cloud's clock follows.
const TICK: Duration = Duration::from_millis(20);

/// Measures stacks of these sizes; without any, of the size that has a bound.
pub(crate) fn run(sizes: &[usize], bounds: &mut Bounds) -> Result<(), Failure> {
    let sizes = if sizes.is_empty() { &[FUNCTIONS] } else { sizes };
    print(
        "| functions | writes | the plan's lower bound, s | apply, s of virtual time | ratio | throttled |\n|---|---|---|---|---|---|",
    );
    for functions in sizes {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build()?;
        let measured = runtime.block_on(first_apply(*functions))?;
        let ratio = measured.took / measured.bound;
        print(&format!(
            "| {functions} | {} | {:.1} | {:.1} | {ratio:.3} | {} |",
            measured.writes, measured.bound, measured.took, measured.throttled
        ));
        if *functions == FUNCTIONS {
            bounds.at_most(
                "first apply of 1,000 functions under AWS's limits, as a ratio to its plan's lower bound",
                ratio,
                LONGER,
            );
        }
    }
    print("");
    Ok(())
}

struct Measured {
    writes: u64,
    bound: f64,
    took: f64,
    throttled: u64,
}

async fn first_apply(functions: usize) -> Result<Measured, Failure> {
    let folder = tempfile::tempdir()?;
    many::write(folder.path(), functions, "1")?;
    let clock = TokioClock { began: Instant::now() };
    let server = Arc::new(Server::start(world(), Config::default()).await?);
    let ticker = tokio::spawn(follow(Arc::clone(&server), clock));
    let aws = Aws::connect(Options {
        region: Some(REGION.to_owned()),
        endpoint_url: Some(server.url()),
        local: true,
        rate: Some(1.0),
        ..Options::default()
    })
    .await?;
    let measured = deploy(folder.path(), &aws, clock).await;
    ticker.abort();
    let throttled = server.called().iter().map(|one| one.throttled).sum();
    measured.map(|measured| Measured { throttled, ..measured })
}

async fn deploy(dir: &Path, aws: &Aws, clock: TokioClock) -> Result<Measured, Failure> {
    let context = context(dir)?;
    let spec = journey::load(&context)?.spec;
    let found = aws.identify().await?;
    let identity = Identity { stack: spec.stack, stage: spec.stage.name, ..found };
    let (graph, code) = journey::desired(&context, &identity, None)?;
    let deployment = Deployment {
        cloud: aws,
        clock: &clock,
        identity: &identity,
        graph: &graph,
        mode: Mode::Apply,
        protect: false,
        disposable_data: true,
        outside: None,
    };
    let shown = deployment.plan(&View::default(), &PlanOptions::default()).await?;
    let (_stopper, stop) = stop::channel();
    let mut sink = |_| ();
    let means = Means {
        artifacts: &code,
        run: Run::default(),
        sink: &mut sink,
        stop,
        pace: Pace::ToTheEnd,
    };
    let store = FileStore::new(dir.join("ledger"), wall_clock());
    let began = Instant::now();
    let applied = deployment.apply(&mut Journal::new(store), &shown, means).await?;
    let took = began.elapsed().as_secs_f64();
    if applied.report.result != RunResult::Complete {
        return Err(format!("{:?}", applied.report.failures).into());
    }
    let budget = shown.plan.budget;
    Ok(Measured { writes: budget.writes, bound: budget.lower_bound_seconds, took, throttled: 0 })
}

fn world() -> World {
    let clock = cutover_emulator::Clock::Virtual { start_ms: START };
    World::new(Settings {
        region: REGION.to_owned(),
        clock,
        limits: Limits::Aws,
        ..Settings::default()
    })
}

/// The cloud's clock goes where the thread's has gone.
async fn follow(server: Arc<Server>, clock: TokioClock) {
    loop {
        tokio::time::sleep(TICK).await;
        server.advance(clock.millis()).await;
    }
}

/// The thread's virtual time, as everybody here tells it.
#[derive(Clone, Copy, Debug)]
struct TokioClock {
    began: Instant,
}

impl TokioClock {
    fn millis(self) -> u64 {
        START + u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX / 2)
    }
}

impl Clock for TokioClock {
    fn now(&self) -> Timestamp {
        Timestamp(i64::try_from(self.millis()).unwrap_or(i64::MAX))
    }

    async fn sleep_until(&self, until: Timestamp) {
        let millis = u64::try_from(until.0 - self.now().0).unwrap_or(0);
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }
}

fn context(dir: &Path) -> Result<Context, Failure> {
    let dir = dir.display().to_string();
    let words = ["cutover", "-C", &dir, "--region", REGION, "plan"].map(Into::into);
    let cli = Cli::read(&words)?;
    let output = Output::decide(cli.global.color, cli.global.format);
    Ok(Context::new(cli.global, output))
}

//! A stack, a world and a ledger in one process, all of which can be copied at any moment.
use cutover::args::Cli;
use cutover::context::Context;
use cutover::error::CliError;
use cutover::journey::{Applied, Code, Deployment, Means, PlanOptions, Planned, desired};
use cutover::output::Output;
use cutover_apply::fold;
use cutover_aws::{Aws, Options};
use cutover_cloud::{Clock, Cloud, Journal, LedgerStore};
use cutover_driver::stop;
use cutover_emulator::{Config, Server, Settings, World};
use cutover_ledger::MemoryStore;
use cutover_schemas::graph::{Graph, Identity};
use cutover_schemas::ledger::{Run, Timestamp, View};
use cutover_schemas::plan::Mode;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) const REGION: &str = "eu-west-1";
const START: u64 = 1_800_000_000_000;

/// Where a stack's files are, and in which stage it is worked on.
#[derive(Clone, Debug)]
pub(super) struct Stack {
    pub(super) dir: PathBuf,
    pub(super) stage: Option<String>,
}

/// Everything that survives a crash.
#[derive(Clone)]
pub(super) struct State {
    pub(super) world: World,
    pub(super) log: Vec<u8>,
}

impl State {
    pub(super) fn new() -> Self {
        let clock = cutover_emulator::Clock::Virtual { start_ms: START };
        let settings = Settings { region: REGION.into(), clock, ..Settings::default() };
        Self { world: World::new(settings), log: Vec::new() }
    }

    pub(super) fn ledger(&self) -> MemoryStore {
        MemoryStore::with_log(self.log.clone(), Arc::new(|| Timestamp(1)))
    }
}

/// A running world.
pub(super) struct Lab {
    pub(super) server: Arc<Server>,
    pub(super) aws: Aws,
    pub(super) ledger: MemoryStore,
    stack: Stack,
}

impl Lab {
    pub(super) async fn start(stack: &Stack, state: &State) -> Self {
        let server = Arc::new(Server::start(state.world.clone(), Config::default()).await.unwrap());
        let options = Options {
            region: Some(REGION.into()),
            endpoint_url: Some(server.url()),
            local: true,
            ..Options::default()
        };
        let aws = Aws::connect(options).await.unwrap();
        Self { server, aws, ledger: state.ledger(), stack: stack.clone() }
    }

    /// The world and the ledger at one moment: while the world is held nothing takes effect, so the
    /// ledger can't have an outcome that the world has not.
    pub(super) fn state(&self) -> State {
        state_of(&self.server, &self.ledger)
    }

    /// Lets a minute pass: what the services still do by themselves (a mapping that is being deleted) comes to its end.
    pub(super) async fn rests(&self) {
        let now = self.server.with_world(|world| world.now_ms());
        self.server.advance(now + 60_000).await;
    }

    pub(super) fn view(&self) -> View {
        fold(&self.ledger.readable_prefix().unwrap().records)
    }

    /// Plans and applies with the lab's own cloud and ledger.
    pub(super) async fn apply(&self, mode: Mode) -> Result<Applied, CliError> {
        self.apply_with(&self.aws, self.ledger.clone(), mode).await
    }

    /// The same with a doctored cloud or ledger.
    pub(super) async fn apply_with<C: Cloud, S: LedgerStore>(
        &self,
        cloud: &C,
        store: S,
        mode: Mode,
    ) -> Result<Applied, CliError> {
        let wanted = self.wanted(mode).await;
        let clock = self.clock();
        let deployment = deployment(cloud, &clock, &wanted, mode);
        let shown = deployment.plan(&self.view(), &PlanOptions::default()).await?;
        let (_stopper, stop) = stop::channel();
        let mut sink = |_| ();
        let means = Means { artifacts: &wanted.code, run: Run::default(), sink: &mut sink, stop };
        deployment.apply(&mut Journal::new(store), &shown, means).await
    }

    /// A plan from a look at everything.
    pub(super) async fn full_plan(&self, mode: Mode) -> Planned {
        let wanted = self.wanted(mode).await;
        let options = PlanOptions { full: true, ..PlanOptions::default() };
        let clock = self.clock();
        deployment(&self.aws, &clock, &wanted, mode).plan(&self.view(), &options).await.unwrap()
    }

    fn clock(&self) -> WorldClock {
        WorldClock(Arc::clone(&self.server))
    }

    async fn wanted(&self, mode: Mode) -> Asked {
        let context = context(&self.stack);
        let loaded = cutover::journey::load(&context).unwrap();
        let found = self.aws.identify().await.unwrap();
        let identity =
            Identity { stack: loaded.spec.stack, stage: loaded.spec.stage.name, ..found };
        let (graph, code) = desired(&context, &identity, self.view().owner.as_deref()).unwrap();
        let graph = if mode == Mode::Destroy { Graph::default() } else { graph };
        Asked { identity, graph, code }
    }
}

/// What the stack's files ask for.
struct Asked {
    identity: Identity,
    graph: Graph,
    code: Code,
}

pub(super) fn state_of(server: &Server, ledger: &MemoryStore) -> State {
    server.with_world(|world| State { world: world.clone(), log: ledger.log() })
}

fn deployment<'a, C>(
    cloud: &'a C,
    clock: &'a WorldClock,
    asked: &'a Asked,
    mode: Mode,
) -> Deployment<'a, C, WorldClock> {
    Deployment {
        cloud,
        clock,
        identity: &asked.identity,
        graph: &asked.graph,
        mode,
        protect: false,
        disposable_data: true,
    }
}

fn context(stack: &Stack) -> Context {
    let mut words = vec![
        "cutover".to_owned(),
        "-C".to_owned(),
        stack.dir.display().to_string(),
        "--region".to_owned(),
        REGION.to_owned(),
    ];
    words.extend(stack.stage.iter().flat_map(|stage| ["-s".to_owned(), stage.clone()]));
    words.push("plan".to_owned());
    let words: Vec<std::ffi::OsString> = words.into_iter().map(Into::into).collect();
    let cli = Cli::read(&words).unwrap();
    let output = Output::decide(cli.global.color, cli.global.format);
    Context::new(cli.global, output)
}

/// The world's own time: sleeping moves it.
struct WorldClock(Arc<Server>);

impl Clock for WorldClock {
    fn now(&self) -> Timestamp {
        Timestamp(i64::try_from(self.0.with_world(|world| world.now_ms())).unwrap())
    }

    async fn sleep_until(&self, until: Timestamp) {
        let until = u64::try_from(until.0).unwrap();
        self.0.advance(until).await;
        tokio::task::yield_now().await;
    }
}

/// Copies a stack so that it can be edited.
pub(super) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

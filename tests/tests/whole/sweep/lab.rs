//! A stack, a world and a ledger in one process, all of which can be copied at any moment.
use cutover::args::Cli;
use cutover::context::Context;
use cutover::error::CliError;
use cutover::journey::{Applied, Code, Deployment, Means, PlanOptions, Planned, desired};
use cutover::output::Output;
use cutover_apply::fold;
use cutover_aws::{Aws, Options};
use cutover_cloud::{Clock, Cloud, Journal, LedgerStore};
use cutover_driver::{Pace, Sink, stop};
use cutover_emulator::{Config, Server, Settings, World};
use cutover_ledger::MemoryStore;
use cutover_schemas::graph::{Graph, Identity};
use cutover_schemas::ledger::{Run, Timestamp, View};
use cutover_schemas::plan::Mode;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(crate) const REGION: &str = "eu-west-1";
const START: u64 = 1_800_000_000_000;

/// Where a stack's files are, and in which stage it is worked on.
#[derive(Clone, Debug)]
pub(crate) struct Stack {
    pub(crate) dir: PathBuf,
    pub(crate) stage: Option<String>,
}

/// Everything that survives a crash.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) world: World,
    pub(crate) log: Vec<u8>,
}

impl State {
    pub(crate) fn new() -> Self {
        let clock = cutover_emulator::Clock::Virtual { start_ms: START };
        let settings = Settings { region: REGION.into(), clock, ..Settings::default() };
        Self { world: World::new(settings), log: Vec::new() }
    }

    pub(crate) fn ledger(&self) -> MemoryStore {
        MemoryStore::with_log(self.log.clone(), Arc::new(|| Timestamp(1)))
    }
}

/// A running world.
pub(crate) struct Lab {
    pub(crate) server: Arc<Server>,
    pub(crate) aws: Aws,
    pub(crate) ledger: MemoryStore,
    stack: Stack,
}

impl Lab {
    pub(crate) async fn start(stack: &Stack, state: &State) -> Self {
        Self::opened(stack, state, None).await
    }

    /// The same, with a client that keeps to this share of AWS's rates.
    pub(crate) async fn paced(stack: &Stack, state: &State, share: f64) -> Self {
        Self::opened(stack, state, Some(share)).await
    }

    async fn opened(stack: &Stack, state: &State, rate: Option<f64>) -> Self {
        let server = Arc::new(Server::start(state.world.clone(), Config::default()).await.unwrap());
        let options = Options {
            region: Some(REGION.into()),
            endpoint_url: Some(server.url()),
            local: true,
            rate,
            ..Options::default()
        };
        let aws = Aws::connect(options).await.unwrap();
        Self { server, aws, ledger: state.ledger(), stack: stack.clone() }
    }

    /// The world and the ledger at one moment: while the world is held nothing takes effect, so the
    /// ledger can't have an outcome that the world has not.
    pub(crate) fn state(&self) -> State {
        state_of(&self.server, &self.ledger)
    }

    /// Lets a minute pass: what the services still do by themselves (a mapping that is being deleted) comes to its end.
    pub(crate) async fn rests(&self) {
        let now = self.server.with_world(|world| world.now_ms());
        self.server.advance(now + 60_000).await;
    }

    pub(crate) fn view(&self) -> View {
        fold(&self.ledger.readable_prefix().unwrap().records)
    }

    /// Plans and applies with the lab's own cloud and ledger.
    pub(crate) async fn apply(&self, mode: Mode) -> Result<Applied, CliError> {
        self.apply_with(&self.aws, self.ledger.clone(), mode).await
    }

    /// The same with a doctored cloud or ledger.
    pub(crate) async fn apply_with<C: Cloud, S: LedgerStore>(
        &self,
        cloud: &C,
        store: S,
        mode: Mode,
    ) -> Result<Applied, CliError> {
        let (wanted, clock) = (self.wanted(mode).await?, self.clock());
        let deployment = deployment(cloud, &clock, &wanted, mode);
        self.carry_out(&deployment, &wanted, store, &mut |_| ()).await
    }

    /// The same with the lab's own cloud and ledger, on another clock than the world's, and told what happens.
    pub(crate) async fn apply_on<K: Clock>(
        &self,
        clock: &K,
        mode: Mode,
        sink: &mut dyn Sink,
    ) -> Result<Applied, CliError> {
        let wanted = self.wanted(mode).await?;
        let deployment = deployment(&self.aws, clock, &wanted, mode);
        self.carry_out(&deployment, &wanted, self.ledger.clone(), sink).await
    }

    async fn carry_out<C: Cloud, K: Clock, S: LedgerStore>(
        &self,
        deployment: &Deployment<'_, C, K>,
        wanted: &Asked,
        store: S,
        sink: &mut dyn Sink,
    ) -> Result<Applied, CliError> {
        let shown = deployment.plan(&self.view(), &PlanOptions::default()).await?;
        let (_stopper, stop) = stop::channel();
        let means = Means {
            artifacts: &wanted.code,
            run: Run::default(),
            sink,
            stop,
            pace: Pace::ToTheEnd,
        };
        deployment.apply(&mut Journal::new(store), &shown, means).await
    }

    /// Calls that the cloud refused for going too fast.
    pub(crate) fn throttled(&self) -> u64 {
        self.server.called().iter().map(|one| one.throttled).sum()
    }

    /// A plan from a look at everything.
    pub(crate) async fn full_plan(&self, mode: Mode) -> Planned {
        let wanted = self.wanted(mode).await.unwrap();
        let options = PlanOptions { full: true, ..PlanOptions::default() };
        let clock = self.clock();
        deployment(&self.aws, &clock, &wanted, mode).plan(&self.view(), &options).await.unwrap()
    }

    fn clock(&self) -> WorldClock {
        WorldClock(Arc::clone(&self.server))
    }

    async fn wanted(&self, mode: Mode) -> Result<Asked, CliError> {
        let context = context(&self.stack);
        let loaded = cutover::journey::load(&context).unwrap();
        let found = self.aws.identify().await?;
        let identity =
            Identity { stack: loaded.spec.stack, stage: loaded.spec.stage.name, ..found };
        let (graph, code) = desired(&context, &identity, self.view().owner.as_deref()).unwrap();
        let graph = if mode == Mode::Destroy { Graph::default() } else { graph };
        Ok(Asked { identity, graph, code })
    }
}

/// What the stack's files ask for.
struct Asked {
    identity: Identity,
    graph: Graph,
    code: Code,
}

pub(crate) fn state_of(server: &Server, ledger: &MemoryStore) -> State {
    server.with_world(|world| State { world: world.clone(), log: ledger.log() })
}

fn deployment<'a, C, K>(
    cloud: &'a C,
    clock: &'a K,
    asked: &'a Asked,
    mode: Mode,
) -> Deployment<'a, C, K> {
    Deployment {
        cloud,
        clock,
        identity: &asked.identity,
        graph: &asked.graph,
        mode,
        protect: false,
        disposable_data: true,
        outside: None,
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
pub(crate) fn copy(from: &Path, to: &Path) {
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

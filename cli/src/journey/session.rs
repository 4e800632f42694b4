//! A command at work on one deployment: spec, cloud, identity, ledger.
use super::apply::{Applied, Means};
use super::carry_on::Carrier;
use super::clock::WallClock;
use super::ledger::Place;
use super::look::{Deployment, PlanOptions, Planned, as_left};
use super::outside::Outside;
use super::pack::{Code, Unbuilt};
use super::run_info;
use super::spec::{self, Known, Loaded};
use super::target::Target;
use crate::context::Context;
use crate::error::{CliError, Sources};
use cutover_aws::Aws;
use cutover_cloud::{Cloud as _, Journal};
use cutover_driver::stop::Stop;
use cutover_driver::{Pace, Sink};
use cutover_schemas::address::Address;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::graph::{Graph, Identity};
use cutover_schemas::ledger::View;
use cutover_schemas::plan::Mode;
use cutover_schemas::rollout::{RolloutPolicy, Strategy};
use cutover_schemas::spec::Stage;

/// Everything a plan or an apply stands on.
#[derive(Debug)]
pub struct Session {
    /// The connected cloud.
    pub target: Target,
    /// Who, where, which deployment.
    pub identity: Identity,
    /// Where the ledger is.
    pub place: Place,
    /// What the ledger says.
    pub view: View,
    /// The stage's settings.
    pub stage: Stage,
    /// What should exist; empty when working from the ledger alone.
    pub graph: Graph,
    /// Packed code.
    pub code: Code,
    /// Warnings of the spec.
    pub warnings: Vec<Diagnostic>,
    /// Texts that the warnings point into.
    pub texts: Sources,
    /// Building or taking down.
    pub mode: Mode,
    /// The command's word, for the history.
    pub command: &'static str,
    /// What was looked up of things that are not managed here.
    pub(super) outside: Outside,
    /// Those of them that the local cloud only pretends to have.
    pub(super) stubs: Vec<Address>,
}

/// What to open a session for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Opening {
    /// Take down: the code is not needed then.
    pub destroy: bool,
    /// Share of the rate limits, in ten-thousandths.
    pub rate: Option<i64>,
}

impl Session {
    /// Opens a session on the spec of the directory, or on the ledger alone with `--stack`.
    pub async fn open(context: &Context, opening: Opening) -> Result<Self, CliError> {
        match &context.global.stack {
            Some(stack) if opening.destroy => Self::from_ledger(context, stack, opening).await,
            Some(_) => Err(CliError::usage(
                "`--stack` works with status, history, output, rollout, rollback, unpin and destroy; others need the spec",
            )),
            None => Self::from_spec(context, opening).await,
        }
    }

    /// Plans.
    pub async fn plan(&self, options: &PlanOptions) -> Result<Planned, CliError> {
        let mut planned = self.deployment().plan(&self.view, options).await?;
        planned.plan.stubs.clone_from(&self.stubs);
        let period = if self.target.aws.is_loopback() { 1_000 } else { 60_000 };
        cutover_plan::foresee(&mut planned.plan, period);
        Ok(planned)
    }

    /// Compares what is live with what the ledger last wrote.
    pub async fn drift(&self) -> Result<Planned, CliError> {
        self.deployment().drift(&self.view).await
    }

    /// Refuses to apply where the ledger would be lost with the machine.
    pub fn refuse_ephemeral(&self, allowed: bool) -> Result<(), CliError> {
        let ci = std::env::var_os("CI").is_some_and(|ci| !ci.is_empty());
        if ci && self.place.on_this_machine && !self.target.pretends() && !allowed {
            return Err(CliError::user("ledger/ephemeral", "the ledger is a folder of this CI runner and would be lost with it")
                .hint("give the stage a `ledger` that lasts, or accept the loss with `--ephemeral-ledger`"));
        }
        Ok(())
    }

    /// Carries out a plan that was shown.
    pub async fn apply(
        &self,
        context: &Context,
        shown: &Planned,
        reason: Option<&str>,
        sink: &mut dyn Sink,
        stop: Stop,
        pace: Pace,
    ) -> Result<Applied, CliError> {
        let mut journal = Journal::new(self.place.store());
        let run = run_info::of(context.directory(), &self.identity, self.command, reason);
        let means = Means { artifacts: &self.code, run, sink, stop, pace };
        self.deployment().apply(&mut journal, shown, means).await
    }

    /// Carries the run that has no end yet; nothing where every run has one.
    pub async fn carry_on(
        &self,
        sink: &mut dyn Sink,
        stop: Stop,
        pace: Pace,
    ) -> Result<Option<Applied>, CliError> {
        let mut journal = Journal::new(self.place.store());
        let carrier = Carrier { artifacts: &self.code, sink, stop, pace };
        self.deployment().carry_on(&mut journal, carrier).await
    }

    /// The same deployment with every rollout moving by one strategy.
    #[must_use]
    pub fn moving(mut self, strategy: crate::args::Strategy) -> Self {
        for policy in self.graph.rollouts.values_mut() {
            policy.strategy = match strategy {
                crate::args::Strategy::AllAtOnce => Strategy::AllAtOnce,
                crate::args::Strategy::BlueGreen => watched(policy),
            };
        }
        self
    }

    /// The same deployment as the last runs left it: what comes back is no part of any spec.
    #[must_use]
    pub fn to_go_back(self) -> Self {
        let graph = as_left(&self.view);
        Self { graph, mode: Mode::Apply, command: "rollback", ..self }
    }

    pub(super) fn deployment(&self) -> Deployment<'_, Aws, WallClock> {
        Deployment {
            cloud: &self.target.aws,
            clock: &WallClock,
            identity: &self.identity,
            graph: &self.graph,
            mode: self.mode,
            protect: self.stage.protect,
            disposable_data: self.stage.disposable_data,
            outside: Some(&self.outside),
        }
    }

    async fn from_spec(context: &Context, opening: Opening) -> Result<Self, CliError> {
        let (first, texts) = spec::outline(context, Known::default())?;
        let stage = first.stage.clone();
        let target = Target::connect(
            context,
            stage.region.as_deref(),
            stage.assume_role.as_deref(),
            opening.rate,
        )
        .await?;
        let found = target.aws.identify().await?;
        let identity = Identity { stack: first.stack.clone(), stage: stage.name.clone(), ..found };
        guard_account(&identity, &stage, &target)?;
        let known =
            Known { account: Some(&identity.account), region: Some(&identity.region), found: None };
        let asks = !first.lookups.is_empty() && !opening.destroy;
        let outside =
            if asks { look_up(context, &target, known).await? } else { Outside::default() };
        // Once more: now expressions may use the account, the region and what was looked up.
        let known = Known { found: asks.then_some(&outside.found), ..known };
        let loaded = match spec::load_with(context, context.global.stage.as_deref(), known) {
            // What goes away needs nothing of what its spec asks for.
            Err(_) if opening.destroy && !first.lookups.is_empty() => None,
            loaded => Some(loaded?),
        };
        let stubs = loaded.iter().filter(|_| context.global.local);
        let stubs = stubs.flat_map(|loaded| stubs_of(loaded, &outside)).collect();
        let place =
            Place::of_spec(context, &identity.stack, &identity.stage, stage.ledger.as_deref())?;
        let view = place.view()?;
        guard_ledger(&identity, &view)?;
        let texts = loaded.as_ref().map_or(texts, |loaded| loaded.texts.clone());
        let (graph, code, warnings) = match loaded {
            Some(loaded) if !opening.destroy => desired(context, loaded, &identity, &view)?,
            loaded => {
                let warnings = loaded.map(|loaded| loaded.warnings).unwrap_or_default();
                (Graph::default(), Code::default(), warnings)
            }
        };
        let (mode, command) =
            if opening.destroy { (Mode::Destroy, "destroy") } else { (Mode::Apply, "apply") };
        Ok(Self {
            target,
            identity,
            place,
            view,
            stage,
            graph,
            code,
            warnings,
            texts,
            mode,
            command,
            outside,
            stubs,
        })
    }

    async fn from_ledger(
        context: &Context,
        stack: &str,
        opening: Opening,
    ) -> Result<Self, CliError> {
        let place = Place::of_flags(context, stack)?;
        let view = place.view()?;
        let region = view.runs.last().map(|run| run.run.region.clone());
        let target = Target::connect(context, region.as_deref(), None, opening.rate).await?;
        let found = target.aws.identify().await?;
        let identity = Identity { stack: place.stack.clone(), stage: place.stage.clone(), ..found };
        guard_ledger(&identity, &view)?;
        let stage = Stage { name: place.stage.clone(), ..Stage::default() };
        Ok(Self {
            target,
            identity,
            place,
            view,
            stage,
            graph: Graph::default(),
            code: Code::default(),
            warnings: Vec::new(),
            texts: Sources::new(),
            mode: Mode::Destroy,
            command: "destroy",
            outside: Outside::default(),
            stubs: Vec::new(),
        })
    }
}

/// A flip that is watched as long as the longest share would have been held.
fn watched(policy: &RolloutPolicy) -> Strategy {
    let limit = policy.judge.limits.error_rate;
    match &policy.strategy {
        Strategy::Canary { steps, bake, .. } => Strategy::BlueGreen {
            bake: steps.iter().map(|step| step.bake).chain([*bake]).max().unwrap_or_default(),
            max_error_rate: limit,
            approval: false,
        },
        Strategy::BlueGreen { .. } => policy.strategy.clone(),
        Strategy::AllAtOnce => {
            Strategy::BlueGreen { bake: 0, max_error_rate: limit, approval: false }
        }
    }
}

/// Looks up what the spec asks of things outside, as far as account and region are known.
async fn look_up(
    context: &Context,
    target: &Target,
    known: Known<'_>,
) -> Result<Outside, CliError> {
    let (outline, texts) = spec::outline(context, known)?;
    Outside::look_up(&target.aws, outline.lookups, context.global.local, &texts).await
}

/// Existing things that nobody has looked at.
fn stubs_of(loaded: &Loaded, outside: &Outside) -> Vec<Address> {
    let existing = loaded.spec.blocks.values().filter(|block| block.word == "existing");
    let addresses = existing.map(|block| block.address.clone());
    addresses
        .filter(|one| !outside.found.contains_key(one) || outside.invented.contains(one))
        .collect()
}

fn desired(
    context: &Context,
    loaded: Loaded,
    identity: &Identity,
    view: &View,
) -> Result<(Graph, Code, Vec<Diagnostic>), CliError> {
    let mut loaded = loaded;
    let code = Code::pack(context.directory(), &loaded, Unbuilt::Refuse)?;
    super::builds::look(context.directory(), &mut loaded)?;
    let (graph, diagnostics) = spec::graph(&loaded, identity, &code, view.owner.as_deref())?;
    Ok((graph, code, loaded.warnings.into_iter().chain(diagnostics).collect()))
}

/// The stage's `account` is a guard: a plan for production never runs with a developer's login.
fn guard_account(identity: &Identity, stage: &Stage, target: &Target) -> Result<(), CliError> {
    match &stage.account {
        Some(account) if *account != identity.account && !target.pretends() => Err(CliError::user(
            "stage/wrong-account",
            format!(
                "stage `{}` is account {account}, and {} is in {}",
                stage.name, identity.caller, identity.account
            ),
        )
        .hint("choose the profile or role of that account, or another stage")),
        _ => Ok(()),
    }
}

/// A ledger belongs to one account and region: used with another, everything would look deleted.
fn guard_ledger(identity: &Identity, view: &View) -> Result<(), CliError> {
    let Some(last) = view.runs.last().map(|past| &past.run) else { return Ok(()) };
    if view.known.is_empty() || (last.account == identity.account && last.region == identity.region)
    {
        return Ok(());
    }
    Err(CliError::user(
        "ledger/other-place",
        format!(
            "this ledger's deployment is in account {} and region {}, not in {} and {}",
            last.account, last.region, identity.account, identity.region
        ),
    )
    .hint("choose that account and region, or give this one a stage of its own"))
}

//! A stack at work: from text to a spec, a graph, a plan, and a run that can die at any moment.
use super::calls::refusal;
use super::cloud::Cloud;
use super::orphans::orphans;
use super::rng::Rng;
use cutover_apply::run::Inputs as RunInputs;
use cutover_apply::{Failure, Prepared, Report, Run, StepEnd, Task, Ticket, fold};
use cutover_driver::{Opening, open};
use cutover_language::{Inputs, PathKind, Request, Source};
use cutover_plan::{Artifact, Artifacts, Made, Situation, desire, make, touched, wanted};
use cutover_rollout::{Command, Outcome as Told};
use cutover_schemas::address::Address;
use cutover_schemas::graph::{Graph, Identity};
use cutover_schemas::kinds::KindName;
use cutover_schemas::ledger::{
    Closed, Ended, Entry, Outcome, Record, Run as RunInfo, RunResult, Started, Timestamp, View,
};
use cutover_schemas::measure::{Arm, Baseline, Measurement, Point, Series};
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::{Action, Mode, Plan, Probe, StepId};
use cutover_schemas::progress::{Progress, Request as Asks, Stage};
use cutover_schemas::rollout::RolloutPolicy;
use cutover_schemas::spec::Spec;
use cutover_schemas::table::Owner;
use cutover_schemas::value::{Attrs, Value};
use std::collections::{BTreeMap, BTreeSet};

pub(crate) const OWNER: &str = "0123456789abcdef";
pub(crate) const KEY: &str = "00112233445566778899aabbccddeeff";

/// The directory of a stack: every folder under `src` holds every handler.
struct Files;

impl Inputs for Files {
    fn file(&self, path: &str) -> Result<Vec<u8>, String> {
        Err(format!("there is no {path}"))
    }
    fn exists(&self, path: &str) -> PathKind {
        let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
        if is_file { PathKind::File } else { PathKind::Dir }
    }
    fn env(&self, _: &str) -> Option<String> {
        None
    }
}

pub(crate) fn identity() -> Identity {
    Identity {
        stack: "shop".into(),
        stage: "default".into(),
        partition: "aws".into(),
        account: "111122223333".into(),
        region: "eu-west-1".into(),
        caller: "arn:aws:iam::111122223333:user/ada".into(),
    }
}

/// What a text asks for in its stage `default`, where all code is this large and has zeroes for a digest.
#[allow(dead_code, reason = "each test binary uses a part")]
pub(crate) fn desired(text: &str, size: u64) -> Graph {
    let spec = decoded(text, text.contains("\nstage").then_some("default"));
    let digest = format!("{}=", "A".repeat(43));
    let blocks = spec.blocks.keys();
    let artifacts: Artifacts = blocks
        .map(|one| (one.clone(), Artifact { digest: digest.clone(), size, unzipped: size }))
        .collect();
    desire(&spec, &identity(), &artifacts, None).graph
}

fn decoded(text: &str, stage: Option<&str>) -> Spec {
    let sources = [Source { name: "stack.hcl".into(), text: text.as_bytes().to_vec() }];
    let request = Request {
        sources: &sources,
        stage,
        variables: &[],
        var_files: &[],
        local: false,
        account: Some("111122223333"),
        region: Some("eu-west-1"),
        found: None,
    };
    let decoded = cutover_language::decode(&request, &Files);
    decoded.spec.unwrap_or_else(|| panic!("{:?}\n{text}", decoded.diagnostics))
}

/// What a text asks for. Code has its path as digest.
pub(crate) fn graph_of(text: &str, owner: Option<&str>) -> Graph {
    let spec = decoded(text, None);
    let functions = spec.blocks.values().filter(|block| block.word == "function");
    let artifacts: Artifacts = functions
        .map(|block| {
            let digest = block.attr("code").as_text().unwrap().to_owned();
            (block.address.clone(), Artifact { digest, size: 1, unzipped: 1 })
        })
        .collect();
    let desired = desire(&spec, &identity(), &artifacts, owner);
    assert!(desired.diagnostics.is_empty(), "{:?}\n{text}", desired.diagnostics);
    desired.graph
}

/// How a plan is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(crate) mode: Mode,
    pub(crate) claim: bool,
    pub(crate) protect: bool,
    pub(crate) full: bool,
    pub(crate) only: BTreeSet<Address>,
}

impl Ask {
    pub(crate) fn apply() -> Self {
        Self { mode: Mode::Apply, claim: false, protect: false, full: false, only: BTreeSet::new() }
    }
    pub(crate) fn destroy() -> Self {
        Self { mode: Mode::Destroy, ..Self::apply() }
    }
    pub(crate) fn full(self) -> Self {
        Self { full: true, ..self }
    }
}

/// How a run ended.
#[derive(Debug)]
pub(crate) enum Ran {
    /// The process died.
    Crashed,
    /// A person must decide something first.
    Blocked(Vec<String>),
    /// It came to its end.
    Ended(Box<Report>, Box<Plan>),
}

/// Everything that survives a crash, and the chance by which calls land.
#[derive(Clone, Debug)]
pub(crate) struct Lab {
    pub(crate) cloud: Cloud,
    pub(crate) records: Vec<Record>,
    pub(crate) now: i64,
    pub(crate) rng: Rng,
    /// Moments until the process dies.
    pub(crate) dies_in: Option<usize>,
    /// Moments that passed.
    pub(crate) moments: usize,
    /// Steps whose calls are refused for good.
    pub(crate) refused: BTreeSet<StepId>,
    /// Steps that a failure stopped, as the run told.
    pub(crate) skipped: BTreeSet<StepId>,
    /// Failed invocations of a hundred that a look at a bake finds on the candidate.
    pub(crate) errors: i64,
    /// Functions, by their physical name, that alone have those failures; empty means all.
    pub(crate) bad: BTreeSet<String>,
    /// Invocations of each version in a metric period.
    pub(crate) calls: i64,
    /// How functions' traffic moves, instead of what the text says.
    pub(crate) policies: BTreeMap<Address, RolloutPolicy>,
    /// What functions did on the last day.
    pub(crate) baselines: BTreeMap<Address, Baseline>,
    /// What a person asks as soon as a rollout is held.
    pub(crate) says: Option<Asks>,
    pub(crate) epoch: u64,
    /// Look for orphans at every moment.
    pub(crate) watch: bool,
}

struct Died;

impl Lab {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            cloud: Cloud::default(),
            records: Vec::new(),
            now: 1_800_000_000_000,
            rng: Rng(seed),
            dies_in: None,
            moments: 0,
            refused: BTreeSet::new(),
            skipped: BTreeSet::new(),
            errors: 0,
            bad: BTreeSet::new(),
            calls: 1_000,
            policies: BTreeMap::new(),
            baselines: BTreeMap::new(),
            says: None,
            epoch: 0,
            watch: false,
        }
    }

    pub(crate) fn view(&self) -> View {
        fold(&self.records)
    }

    pub(crate) fn graph(&self, text: &str, ask: &Ask) -> Graph {
        let mut graph = match ask.mode {
            Mode::Apply => graph_of(text, self.view().owner.as_deref()),
            Mode::Destroy => return Graph::default(),
        };
        graph.rollouts.extend(self.policies.clone());
        graph
    }

    /// A person lets content come again.
    pub(crate) fn unpin(&mut self, function: &str) {
        let function = Address::parse(function).unwrap();
        let (reason, by) = ("it was the weather".to_owned(), "ada".to_owned());
        let _ = self.append(vec![Entry::Unpinned { function, reason, by }]);
    }

    /// Plans as the command line does: a bulk look, then close looks at what the plan touches.
    pub(crate) fn plan(&self, graph: &Graph, ask: &Ask) -> Made {
        let (mut view, identity) = (self.view(), identity());
        let moves = cutover_apply::moves::pending(&view, &graph.moved);
        cutover_apply::moves::relocate(&mut view, &moves);
        let wanted = wanted(graph, &view);
        let mut snapshot = self.cloud.observe(&identity, &wanted, ask.full);
        let mut close: BTreeSet<Address> = BTreeSet::new();
        loop {
            let situation = Situation {
                identity: &identity,
                graph,
                snapshot: &snapshot,
                view: &view,
                mode: ask.mode,
                claim: ask.claim,
                protect: ask.protect,
                delete_data: true,
                only: &ask.only,
                baselines: &self.baselines,
                returns: &BTreeMap::new(),
            };
            let made = make(&situation).unwrap();
            let touched = touched(&made.plan, graph);
            let more: Vec<_> = wanted
                .iter()
                .filter(|one| touched.contains(&one.address) && !close.contains(&one.address))
                .cloned()
                .collect();
            if ask.full || more.is_empty() {
                return made;
            }
            snapshot.seen.extend(self.cloud.observe(&identity, &more, true).seen);
            close.extend(more.into_iter().map(|one| one.address));
        }
    }

    /// Plans and carries out.
    pub(crate) fn run(&mut self, text: &str, ask: &Ask) -> Ran {
        // Time has passed since the last run.
        let functions: Vec<String> =
            self.cloud.of(KindName::Function).map(|(_, one)| one.text("name")).collect();
        for name in &functions {
            self.cloud.settle(name);
        }
        let graph = self.graph(text, ask);
        let made = self.plan(&graph, ask);
        let blocked = made.plan.changes.iter().filter(|change| change.action == Action::Blocked);
        let blocked: Vec<String> =
            blocked.map(|change| format!("{}: {:?}", change.address, change.reasons)).collect();
        if !blocked.is_empty() {
            return Ran::Blocked(blocked);
        }
        match self.carry(&graph, made, ask) {
            Ok((report, plan)) => Ran::Ended(Box::new(report), Box::new(plan)),
            Err(Died) => Ran::Crashed,
        }
    }

    /// Runs to a complete end.
    pub(crate) fn must(&mut self, text: &str, ask: &Ask) -> Plan {
        match self.run(text, ask) {
            Ran::Ended(report, plan) if report.result == RunResult::Complete => *plan,
            other => panic!("{}\n{text}\n{}", shown(&other), self.cloud.dump()),
        }
    }

    fn carry(&mut self, graph: &Graph, made: Made, ask: &Ask) -> Result<(Report, Plan), Died> {
        self.epoch += 1;
        let mut view = self.view();
        let plan = made.plan.clone();
        let run = RunInfo { plan_digest: plan.digest.clone(), ..RunInfo::default() };
        let moves = cutover_apply::moves::pending(&view, &graph.moved);
        cutover_apply::moves::relocate(&mut view, &moves);
        let opening = Opening {
            moves: &moves,
            run: &run,
            plan: &plan,
            graph,
            present: &made.present,
            view: &view,
            owner: OWNER,
            key: KEY,
            protect: ask.protect,
            partial: !ask.only.is_empty(),
        };
        self.append(open(&opening))?;
        let mut flight = Flight::new(Run::new(RunInputs {
            plan: made.plan,
            graph: graph.clone(),
            resolved: made.resolved,
            present: made.present,
            owner: OWNER.into(),
            key: KEY.into(),
        }));
        let report = self.close(&mut flight, view.revision)?;
        Ok((report, plan))
    }

    /// Goes on with the run that has no end, from the ledger alone.
    pub(crate) fn take_up(&mut self) -> Report {
        let view = self.view();
        let rest = cutover_apply::take_up(&view, &identity()).expect("a run without an end");
        self.epoch += 1;
        let mut flight = Flight::new(rest.run);
        self.close(&mut flight, view.revision).unwrap_or_else(|Died| panic!("it died"))
    }

    /// Carries a run to its end.
    fn close(&mut self, flight: &mut Flight, revision: u64) -> Result<Report, Died> {
        self.fly(flight)?;
        self.skipped.extend(std::mem::take(&mut flight.skipped));
        let report = flight.run.report();
        let complete = report.result == RunResult::Complete;
        let mut entries = std::mem::take(&mut flight.pending);
        if !report.result.is_over() {
            self.append(entries.clone())?;
        }
        let digest = |text: &str| cutover_schemas::keyed::digest(KEY, text);
        entries.push(Entry::Closed(Closed {
            result: report.result,
            revision: complete.then_some(revision + 1),
            summary: String::new(),
            outputs: report.outputs.iter().map(|(k, v)| (k.clone(), v.redacted(&digest))).collect(),
        }));
        // A run whose rollouts go on has no end yet.
        if report.result.is_over() {
            self.append(entries)?;
        }
        Ok(report)
    }

    fn fly(&mut self, flight: &mut Flight) -> Result<(), Died> {
        loop {
            flight.start(self)?;
            let due = std::mem::take(&mut flight.due);
            let mut entries = std::mem::take(&mut flight.pending);
            for call in &due {
                let attempt = flight.attempts.entry((call.step, call.address.clone())).or_insert(0);
                *attempt += 1;
                let key = flight.run.key_of(&call.address, call.kind);
                entries.push(Entry::Started(Started {
                    step: call.step,
                    attempt: *attempt,
                    operation: call.operation,
                    address: call.address.clone(),
                    kind: call.kind,
                    key,
                }));
            }
            if !entries.is_empty() {
                self.append(entries)?;
            }
            flight.air.extend(due);
            flight.one_call_a_block();
            if flight.air.is_empty() && flight.waits.is_empty() {
                return Ok(());
            }
            let which = self.rng.below(flight.air.len() + flight.waits.len());
            if which < flight.air.len() {
                let call = flight.air.remove(which);
                self.moment()?;
                self.land(flight, &call)?;
            } else {
                let (step, ticket, task) = flight.waits.remove(which - flight.air.len());
                self.settle(flight, step, ticket, task)?;
            }
        }
    }

    fn land(&mut self, flight: &mut Flight, call: &Prepared) -> Result<(), Died> {
        let answer = if self.refused.contains(&call.step) {
            Err(refusal("Denied", "not today".into()))
        } else {
            self.cloud.call(call)
        };
        let ended = |outcome| {
            Entry::Ended(Ended {
                step: call.step,
                attempt: 1,
                operation: call.operation,
                address: call.address.clone(),
                outcome,
            })
        };
        let attempt = flight.attempts[&(call.step, call.address.clone())];
        let mut push = |outcome| {
            let mut entry = ended(outcome);
            if let Entry::Ended(ended) = &mut entry {
                ended.attempt = attempt;
            }
            flight.pending.push(entry);
        };
        match answer {
            Ok((outputs, revision)) => {
                let outputs = enriched(call, outputs);
                push(Outcome::Done { outputs: kept(call, &outputs) });
                if let Some(ticket) = call.ticket {
                    flight.run.release(&call.address);
                    let told = Told::Called { attrs: outputs, revision };
                    return self.told(flight, call.step, ticket, &told);
                }
                flight.end(call.step, StepEnd::Done { outputs, revision });
            }
            Err(refusal) => {
                let (code, message) = (refusal.code.clone(), refusal.message.clone());
                push(Outcome::Refused { code: code.clone(), message: message.clone() });
                if let Some(ticket) = call.ticket {
                    flight.run.release(&call.address);
                    return self.told(flight, call.step, ticket, &Told::Refused(refusal));
                }
                let failure = Failure::refused(
                    call.step,
                    call.address.clone(),
                    &code,
                    &message,
                    refusal.conflict,
                );
                flight.end(call.step, StepEnd::Failed(failure));
            }
        }
        Ok(())
    }

    /// Waits and a rollout's own business end at once; time moves.
    fn settle(
        &mut self,
        flight: &mut Flight,
        step: StepId,
        ticket: Option<Ticket>,
        task: Task,
    ) -> Result<(), Died> {
        self.now += 1_000;
        let told = match task {
            Task::Wait { probe, .. } => {
                let (attrs, revision) = self.cloud.probed(&probe);
                let Some(_) = ticket else {
                    flight.end(step, StepEnd::Done { outputs: Attrs::new(), revision });
                    return Ok(());
                };
                match &probe {
                    Probe::AliasRouting { expect: Some(expect), .. }
                        if !self.cloud.routes(&probe, *expect) =>
                    {
                        Told::NotReady("it routes something else".into())
                    }
                    _ => Told::Ready { attrs, revision },
                }
            }
            Task::Rollout(Command::Find { digest }) => {
                let who = ticket.expect("a rollout's").who;
                let function = flight.run.rollout_member(step, who).unwrap().name.clone();
                let versions = self.cloud.versions.get(&function).into_iter().flatten();
                let found = versions.rev().find(|version| version.digest == digest);
                Told::Found(found.map(|version| version.number))
            }
            Task::Rollout(Command::SleepUntil(until)) => {
                self.now = self.now.max(until.0);
                Told::Woke
            }
            Task::Rollout(Command::Measure { wanted, .. }) => {
                let series = wanted.iter().map(|one| self.counted(one)).collect();
                Told::Measured { series, red: Vec::new() }
            }
            Task::Roll => {
                flight.run.begin_rollout(step, Timestamp(self.now)).unwrap();
                return self.go_on(flight, step);
            }
            Task::Rollout(_) | Task::Call(_) => unreachable!("these have tasks of their own"),
        };
        self.told(flight, step, ticket.expect("a rollout's"), &told)
    }

    /// A point for each second that has passed.
    fn counted(&self, wanted: &Measurement) -> Series {
        let bad = self.bad.is_empty() || self.bad.contains(&wanted.function);
        let failed = if bad { self.errors * self.calls / 100 } else { 0 };
        #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
        let arm = |bad: i64| Some(Arm { total: self.calls as f64, bad: bad as f64 });
        let seconds = wanted.from.0.div_euclid(1_000)..self.now.div_euclid(1_000);
        let points: Vec<Point> = seconds
            .filter(|_| self.calls > 0)
            .map(|at| Point {
                at: Timestamp(at * 1_000),
                candidate: arm(failed),
                stable: arm(0).filter(|_| wanted.stable.is_some()),
            })
            .collect();
        Series { period: 1_000, signals: vec![points; wanted.signals.len()] }
    }

    fn told(
        &mut self,
        flight: &mut Flight,
        step: StepId,
        ticket: Ticket,
        told: &Told,
    ) -> Result<(), Died> {
        let now = Timestamp(self.now);
        if flight.run.is_current(step, ticket) {
            flight.run.record_rollout(step, ticket, told, now).unwrap();
        }
        self.go_on(flight, step)
    }

    /// Records how far a rollout is, and begins what it asks for. A person is there as soon as it is held.
    fn go_on(&mut self, flight: &mut Flight, step: StepId) -> Result<(), Died> {
        let now = Timestamp(self.now);
        if let Some(request) = self.says
            && flight.run.machine(step).is_some_and(|machine| machine.held().is_some())
        {
            let person = cutover_schemas::ledger::PersonRecord {
                number: 1,
                request,
                functions: BTreeSet::new(),
                by: "ada".into(),
                reason: None,
                at: now,
            };
            flight.run.ask_rollout(step, &person, now).unwrap().unwrap();
        }
        let record = flight.run.rollout_record(step, 0, now).unwrap();
        let progress = settled(record.progress.as_ref().unwrap());
        if flight.phases.get(&step) != Some(&progress) {
            flight.phases.insert(step, progress);
            flight.pending.push(Entry::Rollout(record));
        }
        if let Some(end) = flight.run.rollout_end(step).unwrap() {
            if flight.run.is_running(step) {
                flight.end(step, end);
            }
            return Ok(());
        }
        for (ticket, task) in flight.run.rollout_tasks(step).unwrap() {
            flight.begin(step, Some(ticket), task);
        }
        Ok(())
    }

    fn append(&mut self, entries: Vec<Entry>) -> Result<(), Died> {
        self.moment()?;
        for entry in entries {
            let seq = u64::try_from(self.records.len()).unwrap() + 1;
            self.records.push(Record {
                format: 1,
                seq,
                epoch: self.epoch,
                at: Timestamp(self.now),
                writer: "test".into(),
                entry,
                checksum: String::new(),
            });
        }
        Ok(())
    }

    /// One more moment at which the process may die.
    fn moment(&mut self) -> Result<(), Died> {
        if self.watch {
            assert_eq!(orphans(&self.cloud, &self.view()), [""; 0]);
        }
        if self.dies_in == Some(self.moments) {
            return Err(Died);
        }
        self.moments += 1;
        Ok(())
    }
}

struct Flight {
    run: Run,
    due: Vec<Box<Prepared>>,
    held: Vec<Box<Prepared>>,
    air: Vec<Box<Prepared>>,
    waits: Vec<(StepId, Option<Ticket>, Task)>,
    pending: Vec<Entry>,
    attempts: BTreeMap<(StepId, Address), u32>,
    phases: BTreeMap<StepId, Progress>,
    skipped: Vec<StepId>,
}

impl Flight {
    fn new(run: Run) -> Self {
        Self {
            run,
            due: Vec::new(),
            held: Vec::new(),
            air: Vec::new(),
            waits: Vec::new(),
            pending: Vec::new(),
            attempts: BTreeMap::new(),
            phases: BTreeMap::new(),
            skipped: Vec::new(),
        }
    }

    fn start(&mut self, lab: &mut Lab) -> Result<(), Died> {
        let room = 1 + lab.rng.below(4);
        for (id, task) in self.run.start(room).unwrap() {
            self.begin(id, None, task);
        }
        let mut still = Vec::new();
        for call in std::mem::take(&mut self.held) {
            // What a stage asked for that has passed is sent no more.
            if call.ticket.is_some_and(|ticket| !self.run.is_current(call.step, ticket)) {
                continue;
            }
            if self.run.hold(&call.address) {
                self.due.push(call);
            } else {
                still.push(call);
            }
        }
        self.held = still;
        Ok(())
    }

    fn begin(&mut self, id: StepId, ticket: Option<Ticket>, task: Task) {
        match task {
            Task::Call(call) if ticket.is_some() => self.held.push(call),
            Task::Call(call) => self.due.push(call),
            other => self.waits.push((id, ticket, other)),
        }
    }

    fn end(&mut self, id: StepId, end: StepEnd) {
        let skipped = self.run.end(id, end).unwrap();
        self.skipped.extend(skipped.into_iter().map(|(step, _)| step));
    }

    /// Writes to one block go one at a time.
    fn one_call_a_block(&self) {
        let blocks: Vec<Address> = self.air.iter().map(|call| call.address.block()).collect();
        let distinct: BTreeSet<&Address> = blocks.iter().collect();
        assert_eq!(distinct.len(), blocks.len(), "two calls on one block: {blocks:?}");
    }
}

/// What looks alone change is no record's business.
fn settled(progress: &Progress) -> Progress {
    let mut progress = progress.clone();
    if let Stage::Baking { look, due, .. } | Stage::Watching { look, due, .. } = &mut progress.stage
    {
        (*look, *due) = (Timestamp(0), false);
    }
    progress
}

/// What the driver adds to an answer: the service doesn't know our digest.
fn enriched(call: &Prepared, mut outputs: Attrs) -> Attrs {
    let carries: &[&str] = match call.operation {
        Operation::CreateAlias | Operation::UpdateAlias => {
            &["version", "digest", "candidate", "candidate_share"]
        }
        Operation::RestoreAlias => &["version", "candidate", "candidate_share"],
        _ => &[],
    };
    for name in carries {
        if let Some(value) = call.desired.get(*name) {
            outputs.insert((*name).to_owned(), value.clone());
        }
    }
    if call.operation == Operation::RestoreAlias {
        outputs.insert("digest".into(), Value::Null);
    }
    outputs
}

/// What the ledger keeps of an answer.
fn kept(call: &Prepared, outputs: &Attrs) -> Attrs {
    let kept = outputs.iter().filter(|(name, value)| {
        !value.is_null()
            && call.kind.row().attr(name).is_some_and(|row| row.flags.owner != Owner::Spec)
            || (*name == "digest" && **value == Value::Null)
    });
    kept.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// A run's end in words.
pub(crate) fn shown(ran: &Ran) -> String {
    match ran {
        Ran::Crashed => "it crashed".into(),
        Ran::Blocked(why) => format!("it is blocked: {why:?}"),
        Ran::Ended(report, _) => format!("{:?}: {:?}", report.result, report.failures),
    }
}

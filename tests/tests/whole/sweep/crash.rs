//! Every moment at which a run can die, and what the next run makes of it.
use super::lab::{Lab, Stack, State, state_of};
use super::mutants::{Blind, Doctor, Late, Rogue};
use cutover_cloud::{Lease, LedgerError, LedgerStore};
use cutover_emulator::{Phase, Server, Verdict};
use cutover_ledger::MemoryStore;
use cutover_schemas::ledger::{Entry, Record, RunResult};
use cutover_schemas::plan::{Action, Mode};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

/// A moment at which the process could have died.
#[derive(Clone)]
pub(crate) struct Point {
    pub(crate) label: String,
    pub(crate) state: State,
    /// Calls that had taken effect: with the ledger's length, what tells states apart.
    effects: usize,
}

/// Collects crash points, and calls that nobody had announced.
#[derive(Clone)]
pub(crate) struct Recorder {
    points: Arc<Mutex<Vec<Point>>>,
    effects: Arc<Mutex<usize>>,
    in_flight: Arc<Mutex<usize>>,
    unforetold: Arc<Mutex<Vec<String>>>,
    server: Arc<Server>,
    ledger: MemoryStore,
}

impl Recorder {
    /// Watches every mutating call of a lab's server.
    pub(crate) fn watch(lab: &Lab) -> Self {
        let recorder = Self {
            points: Arc::default(),
            effects: Arc::default(),
            in_flight: Arc::default(),
            unforetold: Arc::default(),
            server: Arc::clone(&lab.server),
            ledger: lab.ledger.clone(),
        };
        let watcher = recorder.clone();
        lab.server.set_hook(Some(Arc::new(move |call| {
            if call.mutating {
                watcher.call(call.operation, call.phase);
            }
            Verdict::Pass
        })));
        recorder
    }

    fn call(&self, operation: &str, phase: Phase) {
        match phase {
            Phase::Before => self.announced(operation),
            Phase::After => {
                *self.effects.lock().unwrap() += 1;
                *self.in_flight.lock().unwrap() -= 1;
            }
        }
        self.point(format!("{phase:?} {operation}"));
    }

    /// Intent before effect: at every moment the ledger has at least as many open intents as there
    /// are mutating calls in flight. The count is held while the ledger is read: no other call begins or ends in between.
    fn announced(&self, operation: &str) {
        let mut in_flight = self.in_flight.lock().unwrap();
        *in_flight += 1;
        let records = self.ledger.readable_prefix().unwrap().records;
        let started =
            records.iter().filter(|record| matches!(record.entry, Entry::Started(_))).count();
        let ended = records.iter().filter(|record| matches!(record.entry, Entry::Ended(_))).count();
        if started - ended < *in_flight {
            self.unforetold
                .lock()
                .unwrap()
                .push(format!("{operation} came without a durable intent"));
        }
    }

    fn point(&self, label: String) {
        let effects = *self.effects.lock().unwrap();
        let state = state_of(&self.server, &self.ledger);
        self.points.lock().unwrap().push(Point { label, state, effects });
    }

    /// Everything that was collected. The server forgets the hook, which holds the server.
    pub(crate) fn end(self) -> (Vec<Point>, Vec<String>) {
        self.server.set_hook(None);
        let points = self.points.lock().unwrap().clone();
        let unforetold = self.unforetold.lock().unwrap().clone();
        (points, unforetold)
    }

    /// A ledger whose durable writes are moments too.
    pub(crate) fn store<S>(&self, inner: S) -> Watched<S> {
        Watched { inner, recorder: self.clone() }
    }
}

/// A ledger that tells the recorder before and after each durable write.
pub(crate) struct Watched<S> {
    inner: S,
    recorder: Recorder,
}

impl<S: LedgerStore> LedgerStore for Watched<S> {
    async fn read(&mut self) -> Result<Vec<Record>, LedgerError> {
        self.inner.read().await
    }
    async fn acquire(&mut self, who: &str) -> Result<Lease, LedgerError> {
        self.inner.acquire(who).await
    }
    async fn append(&mut self, entries: Vec<Entry>) -> Result<Vec<Record>, LedgerError> {
        let what: Vec<&str> = entries.iter().map(word).collect();
        let what = what.join(", ");
        self.recorder.point(format!("Before write of {what}"));
        let records = self.inner.append(entries).await?;
        self.recorder.point(format!("After write of {what}"));
        Ok(records)
    }
    async fn hear(&mut self) -> Result<Vec<Record>, LedgerError> {
        self.inner.hear().await
    }
    async fn ask(&mut self, entries: Vec<Entry>) -> Result<Vec<Record>, LedgerError> {
        self.inner.ask(entries).await
    }
    async fn release(&mut self) -> Result<(), LedgerError> {
        self.inner.release().await
    }
}

fn word(entry: &Entry) -> &'static str {
    match entry {
        Entry::Opened(_) => "Opened",
        Entry::Started(_) => "Started",
        Entry::Ended(_) => "Ended",
        Entry::Rollout(_) => "Rollout",
        Entry::Looked(_) => "Looked",
        Entry::Person(_) => "Person",
        Entry::Pinned { .. } => "Pinned",
        Entry::Unpinned { .. } => "Unpinned",
        Entry::Adopted { .. } => "Adopted",
        Entry::Forgot { .. } => "Forgot",
        Entry::Paused { .. } => "Paused",
        Entry::Moved { .. } => "Moved",
        Entry::Resumed { .. } => "Resumed",
        Entry::Closed(_) => "Closed",
    }
}

/// One phase of a sweep, run without a crash.
pub(crate) struct Uncrashed {
    pub(crate) points: Vec<Point>,
    pub(crate) end: State,
    /// Calls that came without a durable intent.
    pub(crate) unforetold: Vec<String>,
}

/// Runs a phase and collects its crash points. `doctor` may break the cloud or the ledger.
pub(crate) async fn uncrashed(
    stack: &Stack,
    state: &State,
    mode: Mode,
    doctor: Doctor,
) -> Uncrashed {
    let lab = Lab::start(stack, state).await;
    let recorder = Recorder::watch(&lab);
    let ledger = lab.ledger.clone();
    let applied = match doctor {
        Doctor::RecordsLate => {
            lab.apply_with(&lab.aws, Late::new(recorder.store(ledger)), mode).await
        }
        Doctor::IgnoresPermits => {
            let rogue = Rogue { inner: &lab.aws, url: lab.server.url() };
            lab.apply_with(&rogue, recorder.store(ledger), mode).await
        }
        Doctor::None | Doctor::CreatesBlindly => {
            lab.apply_with(&lab.aws, recorder.store(ledger), mode).await
        }
    };
    let applied = applied.unwrap();
    assert_eq!(applied.report.result, RunResult::Complete, "{:?}", applied.report.failures);
    let (points, unforetold) = recorder.end();
    lab.rests().await;
    settled(&lab, mode)
        .await
        .unwrap_or_else(|why| panic!("the uncrashed run is not settled: {why}"));
    Uncrashed { points, end: lab.state(), unforetold }
}

/// Runs a phase in which the first answer of every mutating call gets lost after its effect.
pub(crate) async fn with_lost_answers(stack: &Stack, state: &State, mode: Mode) -> State {
    let lab = Lab::start(stack, state).await;
    let lost: Arc<Mutex<BTreeSet<String>>> = Arc::default();
    let seen = Arc::clone(&lost);
    lab.server.set_hook(Some(Arc::new(move |call| {
        let first = call.mutating
            && call.phase == Phase::Before
            && seen.lock().unwrap().insert(format!("{} {}", call.operation, call.request));
        if first { Verdict::ResetAfter } else { Verdict::Pass }
    })));
    let applied = lab.apply(mode).await.unwrap();
    lab.server.set_hook(None);
    assert_eq!(applied.report.result, RunResult::Complete, "{:?}", applied.report.failures);
    assert!(!lost.lock().unwrap().is_empty(), "no answer was lost");
    lab.rests().await;
    settled(&lab, mode).await.unwrap_or_else(|why| panic!("after lost answers: {why}"));
    lab.state()
}

/// Points that differ in what survives them.
pub(crate) fn distinct(points: &[Point]) -> Vec<Point> {
    let mut seen = BTreeSet::new();
    points
        .iter()
        .filter(|point| seen.insert((point.effects, point.state.log.len())))
        .cloned()
        .collect()
}

/// Runs the same phase again from a crash point, and says how its end differs from the uncrashed one.
pub(crate) async fn resumed(
    stack: &Stack,
    point: &Point,
    expected: &State,
    mode: Mode,
    doctor: Doctor,
) -> Result<(), String> {
    let lab = Lab::start(stack, &point.state).await;
    let applied = match doctor {
        Doctor::CreatesBlindly => lab.apply_with(&Blind(&lab.aws), lab.ledger.clone(), mode).await,
        _ => lab.apply(mode).await,
    };
    let applied = applied.map_err(|error| format!("{error:?}"))?;
    if applied.report.result != RunResult::Complete {
        return Err(format!("{:?}: {:?}", applied.report.result, applied.report.failures));
    }
    lab.rests().await;
    settled(&lab, mode).await?;
    let (have, want) = (inventory(&lab.state()), inventory(expected));
    if have == want {
        Ok(())
    } else {
        Err(format!("the world differs\n  uncrashed: {want}\n  resumed:   {have}"))
    }
}

/// After a complete run a close look finds nothing left to do.
pub(crate) async fn settled(lab: &Lab, mode: Mode) -> Result<(), String> {
    let planned = lab.full_plan(mode).await;
    let open: Vec<String> = planned
        .plan
        .changes
        .iter()
        .filter(|change| change.action != Action::None)
        .map(|change| {
            format!(
                "{} {:?} {:?} {:?}",
                change.address, change.action, change.reasons, change.fields
            )
        })
        .collect();
    if open.is_empty() {
        Ok(())
    } else {
        Err(format!("a plan still has changes: {}", open.join("; ")))
    }
}

/// How many of everything the world holds: an orphan or a duplicate shows here.
pub(crate) fn inventory(state: &State) -> serde_json::Value {
    let mut services = state.world.status()["services"].take();
    // What the clock still has before it is no thing of anybody's: a poller looks once more and ends.
    services["world"].as_object_mut().unwrap().remove("due");
    services
}

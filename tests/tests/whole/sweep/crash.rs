//! Every moment at which a run can die, and what the next run makes of it.
use super::lab::{Lab, Stack, State, state_of};
use cutover_cloud::{Lease, LedgerError, LedgerStore};
use cutover_emulator::{Phase, Server, Verdict};
use cutover_ledger::MemoryStore;
use cutover_schemas::ledger::{Entry, Record, RunResult};
use cutover_schemas::plan::{Action, Mode};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

/// A moment at which the process could have died.
#[derive(Clone)]
pub(super) struct Point {
    pub(super) label: String,
    pub(super) state: State,
    /// Calls that had taken effect: with the ledger's length, what tells states apart.
    effects: usize,
}

/// Collects crash points.
#[derive(Clone)]
pub(super) struct Recorder {
    points: Arc<Mutex<Vec<Point>>>,
    effects: Arc<Mutex<usize>>,
    server: Arc<Server>,
    ledger: MemoryStore,
}

impl Recorder {
    /// Watches every mutating call of a lab's server.
    pub(super) fn watch(lab: &Lab) -> Self {
        let recorder = Self {
            points: Arc::default(),
            effects: Arc::default(),
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
        if phase == Phase::After {
            *self.effects.lock().unwrap() += 1;
        }
        self.point(format!("{phase:?} {operation}"));
    }

    fn point(&self, label: String) {
        let effects = *self.effects.lock().unwrap();
        let state = state_of(&self.server, &self.ledger);
        self.points.lock().unwrap().push(Point { label, state, effects });
    }

    /// Everything that was collected. The server forgets the hook, which holds the server.
    pub(super) fn points(self) -> Vec<Point> {
        self.server.set_hook(None);
        let points = self.points.lock().unwrap().clone();
        points
    }

    /// A ledger whose durable writes are moments too.
    pub(super) fn store(&self, inner: MemoryStore) -> Watched {
        Watched { inner, recorder: self.clone() }
    }
}

/// A ledger that tells the recorder before and after each durable write.
pub(super) struct Watched {
    inner: MemoryStore,
    recorder: Recorder,
}

impl LedgerStore for Watched {
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
        Entry::Adopted { .. } => "Adopted",
        Entry::Forgot { .. } => "Forgot",
        Entry::Closed(_) => "Closed",
    }
}

/// One phase of a sweep, run without a crash.
pub(super) struct Uncrashed {
    pub(super) points: Vec<Point>,
    pub(super) end: State,
}

/// Runs a phase and collects its crash points.
pub(super) async fn uncrashed(stack: &Stack, state: &State, mode: Mode) -> Uncrashed {
    let lab = Lab::start(stack, state).await;
    let recorder = Recorder::watch(&lab);
    let store = recorder.store(lab.ledger.clone());
    let applied = lab.apply_with(&lab.aws, store, mode).await.unwrap();
    assert_eq!(applied.report.result, RunResult::Complete, "{:?}", applied.report.failures);
    let points = recorder.points();
    settled(&lab, mode).await.unwrap_or_else(|why| panic!("the uncrashed run is not settled: {why}"));
    Uncrashed { points, end: lab.state() }
}

/// Points that differ in what survives them.
pub(super) fn distinct(points: &[Point]) -> Vec<Point> {
    let mut seen = BTreeSet::new();
    points.iter().filter(|point| seen.insert((point.effects, point.state.log.len()))).cloned().collect()
}

/// Runs the same phase again from a crash point, and says how its end differs from the uncrashed one.
pub(super) async fn resumed(stack: &Stack, point: &Point, expected: &State, mode: Mode) -> Result<(), String> {
    let lab = Lab::start(stack, &point.state).await;
    let applied = lab.apply(mode).await.map_err(|error| format!("{error:?}"))?;
    if applied.report.result != RunResult::Complete {
        return Err(format!("{:?}: {:?}", applied.report.result, applied.report.failures));
    }
    settled(&lab, mode).await?;
    let (have, want) = (inventory(&lab.state()), inventory(expected));
    if have == want { Ok(()) } else { Err(format!("the world differs\n  uncrashed: {want}\n  resumed:   {have}")) }
}

/// After a complete run a close look finds nothing left to do.
async fn settled(lab: &Lab, mode: Mode) -> Result<(), String> {
    let planned = lab.full_plan(mode).await;
    let open: Vec<String> = planned
        .plan
        .changes
        .iter()
        .filter(|change| change.action != Action::None)
        .map(|change| format!("{} {:?} {:?} {:?}", change.address, change.action, change.reasons, change.fields))
        .collect();
    if open.is_empty() { Ok(()) } else { Err(format!("a plan still has changes: {}", open.join("; "))) }
}

/// How many of everything the world holds: an orphan or a duplicate shows here.
fn inventory(state: &State) -> serde_json::Value {
    let mut status = state.world.status();
    status["services"].take()
}

//! One run of a plan: which step may start, what its call is, what its end means for the others.
mod prepare;
mod report;
mod rollout;

use cutover_rollout::{Machine, UnexpectedOutcome};
use cutover_schemas::address::Address;
use cutover_schemas::graph::Graph;
use cutover_schemas::kinds::KindName;
use cutover_schemas::plan::{Plan, Probe, Step, StepAction, StepId};
use cutover_schemas::value::{Attrs, Value};
use std::collections::{BTreeMap, BTreeSet};

pub(crate) use prepare::OWNER;
pub use prepare::{Body, Prepared};
pub use report::{Failure, FailureKind, Report};

/// Why a run can't go on: a broken invariant of ours, never the user's mistake.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A call needs a value that nothing has produced.
    #[error("step {step} of {address} needs `{attr}`, which is still unknown")]
    Unknown {
        /// The step.
        step: StepId,
        /// Its resource.
        address: Address,
        /// The attribute.
        attr: String,
    },
    /// A step that the plan doesn't have.
    #[error("there is no step {0}")]
    NoStep(StepId),
    /// A rollout was told something it did not ask for.
    #[error(transparent)]
    Rollout(#[from] UnexpectedOutcome),
}

/// What to do next for one step.
#[derive(Clone, Debug, PartialEq)]
pub enum Task {
    /// A mutating call.
    Call(Box<Prepared>),
    /// Look until it is ready.
    Wait {
        /// At what.
        probe: Probe,
        /// Seconds before giving up.
        budget: i64,
    },
    /// A rollout's own business: finding, sleeping, measuring.
    Rollout(cutover_rollout::Command),
}

/// How a step ended.
#[derive(Clone, Debug, PartialEq)]
pub enum StepEnd {
    /// Well: attributes that came back, and the revision that now guards the thing.
    Done {
        /// Attributes.
        outputs: Attrs,
        /// Revision.
        revision: Option<String>,
    },
    /// Badly, for good.
    Failed(Failure),
}

#[derive(Clone, Debug, PartialEq)]
enum State {
    Waiting,
    Running,
    Done,
    Failed,
    Skipped,
}

/// What execution needs besides the plan.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// The plan.
    pub plan: Plan,
    /// What should exist, secrets still in place.
    pub graph: Graph,
    /// Desired attributes as far as planning knew them.
    pub resolved: BTreeMap<Address, Attrs>,
    /// Attributes as they are.
    pub present: BTreeMap<Address, Attrs>,
    /// The deployment's id.
    pub owner: String,
    /// Key of the digests of secrets.
    pub key: String,
}

/// A run in progress.
#[derive(Debug)]
pub struct Run {
    inputs: Inputs,
    states: BTreeMap<StepId, State>,
    /// How many steps each step still waits for.
    waits_for: BTreeMap<StepId, usize>,
    dependents: BTreeMap<StepId, Vec<StepId>>,
    /// Length of the longest chain behind each step: long chains go first.
    height: BTreeMap<StepId, u32>,
    ready: BTreeSet<(std::cmp::Reverse<u32>, StepId)>,
    revisions: BTreeMap<StepId, String>,
    /// Fields that came to light.
    outputs: BTreeMap<Address, Attrs>,
    machines: BTreeMap<StepId, Machine>,
    /// Blocks with a call in flight: writes to one thing go one at a time.
    busy: BTreeSet<Address>,
    /// Where writes to a document wait for each other that several things share.
    lanes: BTreeMap<Address, Address>,
    failures: Vec<Failure>,
    skipped: Vec<(StepId, Address)>,
    stopping: bool,
}

impl Run {
    /// A run at its beginning.
    pub fn new(inputs: Inputs) -> Self {
        let steps = &inputs.plan.steps;
        let mut dependents: BTreeMap<StepId, Vec<StepId>> = BTreeMap::new();
        for step in steps {
            for before in &step.after {
                dependents.entry(*before).or_default().push(step.id);
            }
        }
        let mut height: BTreeMap<StepId, u32> = BTreeMap::new();
        for step in steps.iter().rev() {
            let behind = dependents
                .get(&step.id)
                .into_iter()
                .flatten()
                .filter_map(|other| height.get(other))
                .max();
            height.insert(step.id, behind.map_or(0, |behind| behind + 1));
        }
        let waits_for: BTreeMap<StepId, usize> =
            steps.iter().map(|step| (step.id, step.after.len())).collect();
        let mut run = Self {
            states: steps.iter().map(|step| (step.id, State::Waiting)).collect(),
            waits_for,
            dependents,
            height,
            ready: BTreeSet::new(),
            revisions: BTreeMap::new(),
            outputs: prepare::initial_outputs(&inputs),
            machines: BTreeMap::new(),
            busy: BTreeSet::new(),
            lanes: lanes(&inputs),
            failures: Vec::new(),
            skipped: Vec::new(),
            stopping: false,
            inputs,
        };
        let free: Vec<StepId> =
            run.waits_for.iter().filter(|(_, open)| **open == 0).map(|(id, _)| *id).collect();
        for id in free {
            run.enqueue(id);
        }
        run
    }

    /// Steps that start now, longest chain first; they count as running from here on. Calls on
    /// one block come one at a time, and no more than `room` in all.
    pub fn start(&mut self, room: usize) -> Result<Vec<(StepId, Task)>, RunError> {
        let mut started = Vec::new();
        if self.stopping {
            return Ok(started);
        }
        for (height, id) in self.ready.clone() {
            if started.len() >= room {
                break;
            }
            let step = self.step(id)?.clone();
            let lane = self.lane(&step.address);
            if matches!(step.action, StepAction::Call { .. }) && self.busy.contains(&lane) {
                continue;
            }
            self.ready.remove(&(height, id));
            self.states.insert(id, State::Running);
            let task = self.task(&step)?;
            if matches!(task, Task::Call(_)) {
                self.busy.insert(lane);
            }
            started.push((id, task));
        }
        Ok(started)
    }

    /// Starts nothing any more; what runs may end.
    pub fn stop(&mut self) {
        self.stopping = true;
    }

    /// Whether anything is running or can still start.
    pub fn is_over(&self) -> bool {
        let running = self.states.values().any(|state| *state == State::Running);
        !running && (self.stopping || self.ready.is_empty())
    }

    /// Tells how a step ended, and answers the steps that can't run any more because of it.
    pub fn end(&mut self, id: StepId, end: StepEnd) -> Result<Vec<(StepId, Address)>, RunError> {
        let step = self.step(id)?.clone();
        // Waits and rollouts hold nothing when they end, so what is held is another's.
        if matches!(step.action, StepAction::Call { .. }) {
            self.release(&step.address);
        }
        match end {
            StepEnd::Done { outputs, revision } => {
                self.states.insert(id, State::Done);
                self.learn(&step, outputs);
                if let Some(revision) = revision {
                    self.revisions.insert(id, revision);
                }
                for dependent in self.dependents.get(&id).cloned().unwrap_or_default() {
                    if let Some(open) = self.waits_for.get_mut(&dependent) {
                        *open = open.saturating_sub(1);
                        if *open == 0 {
                            self.enqueue(dependent);
                        }
                    }
                }
                Ok(Vec::new())
            }
            StepEnd::Failed(failure) => {
                self.states.insert(id, State::Failed);
                self.failures.push(failure);
                Ok(self.skip_behind(id))
            }
        }
    }

    /// Frees a block between two calls of one step.
    pub fn release(&mut self, address: &Address) {
        let lane = self.lane(address);
        self.busy.remove(&lane);
    }

    /// Holds a block for a call; `false` when another call is in flight on it.
    pub fn hold(&mut self, address: &Address) -> bool {
        let lane = self.lane(address);
        self.busy.insert(lane)
    }

    fn lane(&self, address: &Address) -> Address {
        self.lanes.get(address).cloned().unwrap_or_else(|| address.block())
    }

    /// The step with this number.
    pub fn step(&self, id: StepId) -> Result<&Step, RunError> {
        let index = usize::try_from(id.saturating_sub(1)).unwrap_or(usize::MAX);
        self.inputs.plan.steps.get(index).filter(|step| step.id == id).ok_or(RunError::NoStep(id))
    }

    /// The plan that is being run.
    pub fn plan(&self) -> &Plan {
        &self.inputs.plan
    }

    /// What a call can be found by, should its answer be lost.
    pub fn key_of(&self, address: &Address, kind: KindName) -> Attrs {
        let attrs = self.desired(address);
        let rows = kind.row().attrs.iter().filter(|row| {
            kind.row().natural_key.contains(&row.name) || row.name == "id" || row.name == "url"
        });
        let found =
            rows.filter_map(|row| Some((row.name.to_owned(), attrs.get(row.name)?.clone())));
        found.filter(|(_, value)| matches!(value, Value::Text(_) | Value::Int(_))).collect()
    }

    fn task(&mut self, step: &Step) -> Result<Task, RunError> {
        match &step.action {
            StepAction::Call { .. } => Ok(Task::Call(Box::new(self.prepare(step)?))),
            StepAction::Wait { probe, budget } => {
                Ok(Task::Wait { probe: probe.clone(), budget: *budget })
            }
            StepAction::Rollout(rollout) => self.begin_rollout(step, rollout),
        }
    }

    fn enqueue(&mut self, id: StepId) {
        let height = self.height.get(&id).copied().unwrap_or(0);
        self.ready.insert((std::cmp::Reverse(height), id));
    }

    fn learn(&mut self, step: &Step, outputs: Attrs) {
        self.outputs.entry(step.address.clone()).or_default().extend(outputs);
    }

    fn skip_behind(&mut self, id: StepId) -> Vec<(StepId, Address)> {
        let (mut open, mut skipped) = (vec![id], Vec::new());
        while let Some(at) = open.pop() {
            for dependent in self.dependents.get(&at).cloned().unwrap_or_default() {
                if self.states.get(&dependent) == Some(&State::Waiting) {
                    self.states.insert(dependent, State::Skipped);
                    if let Ok(step) = self.step(dependent) {
                        skipped.push((dependent, step.address.clone()));
                    }
                    open.push(dependent);
                }
            }
        }
        self.skipped.extend(skipped.clone());
        skipped
    }
}

/// For everything that shares a document, the block of the first step that writes to the same one.
fn lanes(inputs: &Inputs) -> BTreeMap<Address, Address> {
    let mut first: BTreeMap<(KindName, &str), Address> = BTreeMap::new();
    let mut lanes = BTreeMap::new();
    for step in &inputs.plan.steps {
        let attrs = [inputs.resolved.get(&step.address), inputs.present.get(&step.address)];
        let shared = step.kind.row().shares;
        let name = shared
            .and_then(|name| attrs.into_iter().flatten().find_map(|all| all.get(name)?.as_text()));
        if let Some(name) = name {
            let lane = first.entry((step.kind, name)).or_insert_with(|| step.address.block());
            lanes.insert(step.address.clone(), lane.clone());
        }
    }
    lanes
}

#[cfg(test)]
mod tests;

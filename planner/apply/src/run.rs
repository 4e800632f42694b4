//! One run of a plan: which step may start, what its call is, what its end means for the others.
mod prepare;
mod report;
mod rollout;
mod take_up;

use cutover_rollout::UnexpectedOutcome;
use cutover_schemas::address::Address;
use cutover_schemas::graph::Graph;
use cutover_schemas::kinds::KindName;
use cutover_schemas::operations::Bucket;
use cutover_schemas::plan::{Plan, Probe, Step, StepAction, StepId};
use cutover_schemas::value::{Attrs, Value};
use std::collections::{BTreeMap, BTreeSet};

pub(crate) use prepare::OWNER;
pub use prepare::{Body, Prepared};
pub use report::{Failure, FailureKind, Report};
use rollout::Rolling;
pub use rollout::Ticket;
pub use take_up::{Rest, take_up};

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
    /// A call needs a secret, and the ledger keeps none.
    #[error("step {step} of {address} needs the secret in `{attr}`, which no ledger keeps")]
    Secret {
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
    /// A rollout begins: its tasks come from its machine.
    Roll,
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

/// A step's place in the line: the longest chain first, and among equals the first step.
type Place = (std::cmp::Reverse<u32>, StepId);

/// A run in progress.
#[derive(Debug)]
pub struct Run {
    inputs: Inputs,
    states: BTreeMap<StepId, State>,
    /// How many steps each step still waits for.
    waits_for: BTreeMap<StepId, usize>,
    dependents: BTreeMap<StepId, Vec<StepId>>,
    /// Length of the longest chain through each step.
    chains: BTreeMap<StepId, u32>,
    /// Steps that wait for nothing but room, by the rate limit that they count against. Those of the longest chains go
    /// first, and among equals one chain after the other: its next links keep other rate limits busy meanwhile.
    ready: BTreeMap<Option<Bucket>, BTreeSet<Place>>,
    /// Calls of steps in flight, by the rate limit that they count against.
    in_flight: BTreeMap<Bucket, usize>,
    revisions: BTreeMap<StepId, String>,
    /// Fields that came to light.
    outputs: BTreeMap<Address, Attrs>,
    machines: BTreeMap<StepId, Rolling>,
    /// Blocks with a call in flight: writes to one thing go one at a time.
    busy: BTreeSet<Address>,
    /// Where writes to a document wait for each other that several things share.
    lanes: BTreeMap<Address, Address>,
    failures: Vec<Failure>,
    skipped: Vec<(StepId, Address)>,
    stopping: bool,
    /// Whether all that is known of what should exist comes from the ledger, which keeps no secrets.
    from_ledger: bool,
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
        let waits_for: BTreeMap<StepId, usize> =
            steps.iter().map(|step| (step.id, step.after.len())).collect();
        let mut run = Self {
            states: steps.iter().map(|step| (step.id, State::Waiting)).collect(),
            waits_for,
            chains: chains(steps, &dependents),
            dependents,
            ready: BTreeMap::new(),
            in_flight: BTreeMap::new(),
            revisions: BTreeMap::new(),
            outputs: prepare::initial_outputs(&inputs),
            machines: BTreeMap::new(),
            busy: BTreeSet::new(),
            lanes: lanes(&inputs),
            failures: Vec::new(),
            skipped: Vec::new(),
            stopping: false,
            from_ledger: false,
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
    /// one block come one at a time, those of one rate limit as many as it lets through in [`AHEAD`], and no more than
    /// `room` in all.
    pub fn start(&mut self, room: usize) -> Result<Vec<(StepId, Task)>, RunError> {
        let mut started = Vec::new();
        if self.stopping {
            return Ok(started);
        }
        for (limit, place) in self.candidates() {
            let (_, id) = place;
            let step = self.step(id)?.clone();
            let lane = self.lane(&step.address);
            if started.len() >= room || limit.is_some() && self.busy.contains(&lane) {
                continue;
            }
            if let Some(ready) = self.ready.get_mut(&limit) {
                ready.remove(&place);
            }
            self.states.insert(id, State::Running);
            let task = self.task(&step)?;
            if matches!(task, Task::Call(_)) {
                self.busy.insert(lane);
            }
            if let Some(limit) = limit {
                *self.in_flight.entry(limit).or_default() += 1;
            }
            started.push((id, task));
        }
        Ok(started)
    }

    /// What could start now, in order: as much as each rate limit has room for, and of those one call a block.
    fn candidates(&self) -> Vec<(Option<Bucket>, Place)> {
        let mut all = Vec::new();
        for (limit, ready) in &self.ready {
            let mut lanes = BTreeSet::new();
            let mut is_free = |id: StepId| {
                let lane = self.step(id).map(|step| self.lane(&step.address));
                limit.is_none()
                    || lane.is_ok_and(|lane| !self.busy.contains(&lane) && lanes.insert(lane))
            };
            let room = limit.map_or(usize::MAX, |limit| self.room(limit));
            let first = ready.iter().filter(|(_, id)| is_free(*id)).take(room);
            all.extend(first.map(|place| (*limit, *place)));
        }
        all.sort_unstable_by_key(|(_, place)| *place);
        all
    }

    /// How many more calls may queue under a rate limit.
    fn room(&self, limit: Bucket) -> usize {
        ahead(limit).saturating_sub(self.in_flight.get(&limit).copied().unwrap_or_default())
    }

    /// Starts nothing any more; what runs may end.
    pub fn stop(&mut self) {
        self.stopping = true;
    }

    /// Whether anything is running or can still start.
    pub fn is_over(&self) -> bool {
        let running = self.states.values().any(|state| *state == State::Running);
        !running && (self.stopping || self.ready.values().all(BTreeSet::is_empty))
    }

    /// Tells how a step ended, and answers the steps that can't run any more because of it.
    pub fn end(&mut self, id: StepId, end: StepEnd) -> Result<Vec<(StepId, Address)>, RunError> {
        let step = self.step(id)?.clone();
        // Waits and rollouts hold nothing when they end, so what is held is another's.
        if let Some(limit) = limit_of(&step) {
            self.release(&step.address);
            if let Some(calls) = self.in_flight.get_mut(&limit) {
                *calls = calls.saturating_sub(1);
            }
        }
        match end {
            StepEnd::Done { outputs, revision } => {
                self.states.insert(id, State::Done);
                self.learn(&step, outputs);
                if let Some(revision) = revision {
                    self.revisions.insert(id, revision);
                }
                self.free_behind(id);
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
            StepAction::Rollout(_) => Ok(Task::Roll),
        }
    }

    fn enqueue(&mut self, id: StepId) {
        let chain = self.chains.get(&id).copied().unwrap_or(0);
        let limit = self.step(id).ok().and_then(limit_of);
        self.ready.entry(limit).or_default().insert((std::cmp::Reverse(chain), id));
    }

    fn learn(&mut self, step: &Step, outputs: Attrs) {
        self.outputs.entry(step.address.clone()).or_default().extend(outputs);
    }

    /// What waited for a step waits for one less.
    fn free_behind(&mut self, id: StepId) {
        for dependent in self.dependents.get(&id).cloned().unwrap_or_default() {
            if let Some(open) = self.waits_for.get_mut(&dependent) {
                *open = open.saturating_sub(1);
                if *open == 0 && self.states.get(&dependent) == Some(&State::Waiting) {
                    self.enqueue(dependent);
                }
            }
        }
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

/// Seconds for which calls may queue under one rate limit: whoever comes after them, with the next link of a chain, waits
/// no longer, and no permit gets old.
const AHEAD: f64 = 2.0;

/// How many calls of steps may be in flight under a rate limit.
fn ahead(limit: Bucket) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a few calls a second"
    )]
    let calls = (limit.rate() * AHEAD).ceil() as usize;
    calls
}

/// The rate limit of a step that is one call; a rollout's calls come one at a time.
fn limit_of(step: &Step) -> Option<Bucket> {
    match &step.action {
        StepAction::Call { operation, .. } => Some(operation.row().bucket),
        StepAction::Wait { .. } | StepAction::Rollout(_) => None,
    }
}

/// Length of the longest chain through each step, from its first link to its last.
fn chains(steps: &[Step], dependents: &BTreeMap<StepId, Vec<StepId>>) -> BTreeMap<StepId, u32> {
    let longest = |lengths: &BTreeMap<StepId, u32>, next: &[StepId]| {
        next.iter().filter_map(|other| lengths.get(other)).max().map_or(0, |length| length + 1)
    };
    let (mut behind, mut through) = (BTreeMap::new(), BTreeMap::new());
    for step in steps.iter().rev() {
        let next = dependents.get(&step.id).map_or(&[][..], Vec::as_slice);
        behind.insert(step.id, longest(&behind, next));
    }
    let mut before = BTreeMap::new();
    for step in steps {
        let depth = longest(&before, &step.after);
        before.insert(step.id, depth);
        through.insert(step.id, depth + behind.get(&step.id).copied().unwrap_or_default());
    }
    through
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

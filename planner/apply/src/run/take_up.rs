//! Going on with a run that another process began: from the ledger alone.
use super::{Failure, Inputs, Run, State};
use cutover_schemas::graph::Identity;
use cutover_schemas::ledger::{Carried, PersonRecord, View};
use cutover_schemas::plan::{Budget, PLAN_FORMAT, Plan, Step, StepAction, StepId, Summary};
use cutover_schemas::progress::{Ending, Progress, Stage};
use std::collections::{BTreeMap, BTreeSet};

/// What of a run is left, as the ledger tells it.
#[derive(Debug)]
pub struct Rest {
    /// The run.
    pub run: Run,
    /// Steps whose call may have taken effect: a look tells before it is made again.
    pub doubtful: BTreeSet<StepId>,
    /// What people asked of it that nobody has answered, with the records' numbers.
    pub asked: Vec<(u64, PersonRecord)>,
}

/// What is left of the run that has no end yet; nothing where every run has one.
pub fn take_up(view: &View, identity: &Identity) -> Option<Rest> {
    let carried = view.carried.as_deref()?;
    let mut run = Run::new(inputs(view, carried, identity));
    run.from_ledger = true;
    // One call of a rollout is not its end: its own records tell how far it is.
    let calls = carried.done.iter().filter(|id| {
        run.step(**id).is_ok_and(|step| matches!(step.action, StepAction::Call { .. }))
    });
    for id in calls.copied().collect::<Vec<_>>() {
        run.was_done(id);
    }
    for (id, record) in &carried.rollouts {
        if let Some(progress) = &record.progress {
            run.has_rolled(*id, progress);
        }
    }
    let doubtful = view.dangling.values().map(|started| started.step);
    Some(Rest { run, doubtful: doubtful.collect(), asked: carried.asked.clone() })
}

fn inputs(view: &View, carried: &Carried, identity: &Identity) -> Inputs {
    let opened = &carried.opened;
    let present = view.known.iter().map(|(address, known)| (address.clone(), known.attrs.clone()));
    let resources = opened.graph.resources.iter();
    Inputs {
        plan: Plan {
            format: PLAN_FORMAT,
            digest: opened.run.plan_digest.clone(),
            identity: identity.clone(),
            mode: opened.mode,
            changes: Vec::new(),
            steps: opened.steps.iter().map(|step| gone_on_with(step, carried)).collect(),
            rollouts: Vec::new(),
            outputs: Vec::new(),
            stubs: Vec::new(),
            unreadable: Vec::new(),
            not_looked_at: Vec::new(),
            access: Vec::new(),
            paused: BTreeMap::new(),
            budget: Budget::default(),
            summary: Summary::default(),
        },
        graph: opened.graph.clone(),
        resolved: resources
            .map(|(address, resource)| (address.clone(), resource.attrs.clone()))
            .collect(),
        present: present.collect(),
        owner: opened.owner.clone(),
        key: opened.key.clone(),
    }
}

/// A rollout's step goes on where its last record says.
fn gone_on_with(step: &Step, carried: &Carried) -> Step {
    let mut step = step.clone();
    let last = carried.rollouts.get(&step.id).and_then(|record| record.progress.as_ref());
    if let (StepAction::Rollout(rollout), Some(progress)) = (&mut step.action, last) {
        rollout.resume = Some(progress.clone());
    }
    step
}

impl Run {
    fn was_done(&mut self, id: StepId) {
        self.leave_queue(id);
        self.states.insert(id, State::Done);
        self.free_behind(id);
    }

    /// A rollout that has ended is not begun again.
    fn has_rolled(&mut self, id: StepId, progress: &Progress) {
        match &progress.stage {
            Stage::Promoted => {
                self.learn_versions(progress);
                self.was_done(id);
            }
            Stage::Over { end } => {
                let Ok(address) = self.step(id).map(|step| step.address.clone()) else { return };
                self.leave_queue(id);
                self.states.insert(id, State::Failed);
                self.failures.push(match end {
                    Ending::RolledBack { why, .. } => {
                        Failure::rolled_back(id, address, why.clone())
                    }
                    Ending::Failed { code, message, conflict } => {
                        Failure::refused(id, address, code, message, *conflict)
                    }
                });
                self.skip_behind(id);
            }
            _ => {}
        }
    }

    fn leave_queue(&mut self, id: StepId) {
        for ready in self.ready.values_mut() {
            ready.retain(|(_, other)| *other != id);
        }
    }
}

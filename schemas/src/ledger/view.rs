//! What records add up to.
use super::{
    Closed, Known, LookRecord, Opened, Pause, PersonRecord, Pin, RolloutRecord, Run, Served,
    Started, Timestamp,
};
use crate::address::Address;
use crate::plan::{Member, Mode, RolloutStep, StepAction, StepId};
use crate::rollout::RolloutPolicy;
use crate::value::Attrs;
use std::collections::{BTreeMap, BTreeSet};

/// What all records of a deployment add up to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct View {
    /// The deployment's id, once there was a first apply.
    pub owner: Option<String>,
    /// Key of the digests of secrets.
    pub key: Option<String>,
    /// Highest epoch.
    pub epoch: u64,
    /// Every resource that is known to exist.
    pub known: BTreeMap<Address, Known>,
    /// Intents without outcome: they may have taken effect.
    pub dangling: BTreeMap<Address, Started>,
    /// Rollouts that are not over, by function; a group's record under each of its members.
    pub rollouts: BTreeMap<Address, RolloutRecord>,
    /// Versions that were promoted, oldest first, by function: what a rollback goes back to.
    pub served: BTreeMap<Address, Vec<Served>>,
    /// The last look at each rollout, by the function of its record.
    pub looks: BTreeMap<Address, LookRecord>,
    /// Content that must not come back by itself, by function.
    pub pins: BTreeMap<Address, Vec<Pin>>,
    /// The run that has no end yet, with all that whoever takes it up must know.
    pub carried: Option<Box<Carried>>,
    /// Triggers that a person stopped, by block.
    pub paused: BTreeMap<Address, Pause>,
    /// The run that has no end yet.
    pub open: Option<Run>,
    /// Number of the last complete state.
    pub revision: u64,
    /// Outputs of the last complete state.
    pub outputs: Attrs,
    /// Runs in order, with when they began and how they ended.
    pub runs: Vec<PastRun>,
}

impl View {
    /// Content must not come back by itself; the latest reason counts.
    pub fn pin(&mut self, function: &Address, pin: Pin) {
        let pins = self.pins.entry(function.clone()).or_default();
        pins.retain(|before| before.digest != pin.digest);
        pins.push(pin);
    }

    /// What keeps this content of a function from coming back.
    pub fn pinned(&self, function: &Address, digest: &str) -> Option<&Pin> {
        self.pins.get(function)?.iter().find(|pin| pin.digest == digest)
    }

    /// The member of the open run's rollouts that is this function.
    fn member_of(&self, function: &Address) -> Option<(&RolloutStep, &Member)> {
        let steps = self.carried.iter().flat_map(|carried| &carried.opened.steps);
        let rollouts = steps.filter_map(|step| match &step.action {
            StepAction::Rollout(rollout) => Some(rollout.as_ref()),
            StepAction::Call { .. } | StepAction::Wait { .. } => None,
        });
        let mut members = rollouts
            .flat_map(|rollout| rollout.members.iter().map(move |member| (rollout, member)));
        members.find(|(_, member)| member.function == *function)
    }

    /// The group that a function moves with, as the open run has it.
    pub fn group_of(&self, function: &Address) -> Option<String> {
        self.member_of(function)?.0.policy.group.clone()
    }

    /// How a function's rollout moves traffic, as the open run has it.
    pub fn policy_of(&self, function: &Address) -> Option<&RolloutPolicy> {
        self.member_of(function).map(|(rollout, _)| &rollout.policy)
    }

    /// The version that a function's open rollout may have warmed.
    pub fn warmed_of(&self, function: &Address) -> Option<i64> {
        self.member_of(function)?.1.provisioned?;
        self.rollouts.get(function)?.candidate_of(function)
    }

    /// The version that served before a function's rollout, as the open run has it.
    pub fn stable_of(&self, function: &Address) -> Option<i64> {
        self.member_of(function)?.1.stable.as_ref().map(|stable| stable.version)
    }
}

/// A run without an end.
#[derive(Clone, Debug, PartialEq)]
pub struct Carried {
    /// How it began.
    pub opened: Opened,
    /// Steps whose call took effect.
    pub done: BTreeSet<StepId>,
    /// The last record of each rollout, by step.
    pub rollouts: BTreeMap<StepId, RolloutRecord>,
    /// Requests that nobody has answered, with their records' numbers.
    pub asked: Vec<(u64, PersonRecord)>,
}

/// One line of `history`.
#[derive(Clone, Debug, PartialEq)]
pub struct PastRun {
    /// Its number.
    pub epoch: u64,
    /// When it began.
    pub at: Timestamp,
    /// Who, where from, why.
    pub run: Run,
    /// Building or taking down.
    pub mode: Mode,
    /// How it ended, if it did.
    pub closed: Option<Closed>,
}

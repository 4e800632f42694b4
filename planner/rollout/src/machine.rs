//! The way of new versions from publication to traffic, or back: of one function, or of a group in step.
//!
//! ```text
//! preparing -> [held: approval] -> shifting(i) -> baking(i) -> ... -> [filling] -> flipping -> [watching] -> [draining -> releasing] -> promoted
//!        before any traffic: -> [unwarming] -> over
//!                 after it:  -> restoring -> [unwarming] -> over
//!            while baking:   -> held -> flipping | baking | restoring
//! ```
//!
//! Each member prepares by itself; from the first shift on all of them move through the stages together, callees first.
mod after;
mod held;
mod prepare;
mod route;
mod watch;

use crate::command::{Command, Outcome, Refusal, Who};
use cutover_schemas::evidence::Evidence;
use cutover_schemas::ledger::Timestamp;
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::{Guard, Member, RolloutStep};
use cutover_schemas::progress::{At, Ending, Held, MemberProgress, Progress, Request, Stage};
use cutover_schemas::rollout::{RolloutPolicy, ShareStep, Strategy, WHOLE};
use cutover_schemas::value::{Attrs, Value};

/// How a rollout ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The candidates serve.
    Promoted,
    /// The stable versions serve.
    RolledBack {
        /// Why.
        why: String,
    },
    /// A call was refused for good.
    Failed {
        /// What it said.
        refusal: Refusal,
    },
}

/// An outcome that doesn't belong to the command that was asked for: a broken invariant of the driver.
#[derive(Debug, thiserror::Error)]
#[error("a rollout in phase `{phase}` was told `{outcome}`")]
pub struct UnexpectedOutcome {
    phase: &'static str,
    outcome: String,
}

/// Why a person's request can't be granted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct NotNow {
    /// The reason.
    pub why: String,
}

/// A rollout.
#[derive(Clone, Debug, PartialEq)]
pub struct Machine {
    policy: RolloutPolicy,
    members: Vec<Member>,
    /// Rollouts of this apply.
    rollouts: i64,
    progress: Progress,
    /// Counts the stages: what is answered to an earlier one means nothing any more.
    round: u32,
    /// What the last look found.
    evidence: Option<Evidence>,
}

impl Machine {
    /// A rollout at its beginning, or where an earlier run left it. One digest for each member.
    pub fn new(step: &RolloutStep, digests: &[String], now: Timestamp) -> Self {
        let fresh = || Progress {
            stage: Stage::Preparing,
            members: step.members.iter().zip(digests).map(fresh_member).collect(),
            shifts: Vec::new(),
            period: None,
            extensions: 0,
            unhealthy: None,
            pausing: false,
        };
        let machine = Self {
            policy: step.policy.clone(),
            members: step.members.clone(),
            rollouts: step.rollouts.max(1),
            progress: step.resume.clone().unwrap_or_else(fresh),
            round: 0,
            evidence: None,
        };
        if step.resume.is_some() { machine.taken_up(now) } else { machine }
    }

    /// How far it is.
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// The number of the present stage: an outcome counts only for the round in which its command was asked for.
    pub fn round(&self) -> u32 {
        self.round
    }

    /// The members.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// How traffic moves.
    pub fn policy(&self) -> &RolloutPolicy {
        &self.policy
    }

    /// What the last look found.
    pub fn evidence(&self) -> Option<&Evidence> {
        self.evidence.as_ref()
    }

    /// Why nothing moves before somebody decides; `None` while it moves.
    pub fn held(&self) -> Option<Held> {
        match self.progress.stage {
            Stage::Held { reason, .. } => Some(reason),
            _ => None,
        }
    }

    /// How it ended, if it has.
    pub fn end(&self) -> Option<End> {
        match &self.progress.stage {
            Stage::Promoted => Some(End::Promoted),
            Stage::Over { end: Ending::RolledBack { why, .. } } => {
                Some(End::RolledBack { why: why.clone() })
            }
            Stage::Over { end: Ending::Failed { code, message, conflict } } => {
                let (code, message) = (code.clone(), message.clone());
                Some(End::Failed { refusal: Refusal { code, message, conflict: *conflict } })
            }
            _ => None,
        }
    }

    /// What to do now; nothing while it is held and once it has ended. Asking twice gives the same answer.
    pub fn next(&self) -> Vec<(Who, Command)> {
        match &self.progress.stage {
            Stage::Preparing => self.each(Self::prepare),
            Stage::Shifting { .. } | Stage::Flipping => self.in_turn(Self::route),
            Stage::Restoring { .. } => self.each(Self::route),
            Stage::Filling => self.each(Self::fill),
            Stage::Releasing | Stage::Unwarming { .. } => self.each(Self::release),
            Stage::Baking { look, due: false, .. } | Stage::Watching { look, due: false, .. } => {
                vec![(Who::All, Command::SleepUntil(*look))]
            }
            Stage::Draining { until } => vec![(Who::All, Command::SleepUntil(*until))],
            Stage::Baking { .. } | Stage::Watching { .. } => vec![(Who::All, self.measure())],
            Stage::Held { .. } | Stage::Promoted | Stage::Over { .. } => Vec::new(),
        }
    }

    /// Tells what became of a command of the present round.
    pub fn record(
        &self,
        who: Who,
        outcome: &Outcome,
        now: Timestamp,
    ) -> Result<Self, UnexpectedOutcome> {
        let told = match (&self.progress.stage, who) {
            (Stage::Preparing, Who::Member(place)) => self.prepared(place, outcome, now),
            (
                Stage::Shifting { .. } | Stage::Flipping | Stage::Restoring { .. },
                Who::Member(place),
            ) => self.routed(place, outcome, now),
            (Stage::Filling, Who::Member(place)) => self.filled(place, outcome, now),
            (Stage::Releasing | Stage::Unwarming { .. }, Who::Member(place)) => {
                self.released(place, outcome)
            }
            (Stage::Baking { .. } | Stage::Watching { .. }, Who::All) => self.watched(outcome, now),
            (Stage::Draining { .. }, Who::All) => {
                matches!(outcome, Outcome::Woke).then(|| self.clone().enter(Stage::Releasing))
            }
            _ => None,
        };
        told.ok_or_else(|| UnexpectedOutcome {
            phase: self.progress.phase(),
            outcome: format!("{outcome:?}"),
        })
    }

    /// A person's request.
    pub fn ask(&self, request: Request, by: &str, now: Timestamp) -> Result<Self, NotNow> {
        match request {
            Request::Abort => self.asked_to_abort(by),
            Request::Promote => self.asked_to_promote(),
            Request::Pause => self.asked_to_pause(by, now),
            Request::Resume => self.asked_to_resume(now),
        }
    }

    /// The share steps; none unless it is a canary.
    fn steps(&self) -> &[ShareStep] {
        match &self.policy.strategy {
            Strategy::Canary { steps, .. } => steps,
            Strategy::AllAtOnce | Strategy::BlueGreen { .. } => &[],
        }
    }

    /// The member at a place, with how far it is.
    fn at(&self, place: usize) -> Option<(&Member, &MemberProgress)> {
        self.members.get(place).zip(self.progress.members.get(place))
    }

    /// The commands of all members that have one.
    fn each(
        &self,
        command: impl Fn(&Self, &Member, &MemberProgress) -> Option<Command>,
    ) -> Vec<(Who, Command)> {
        let both = self.members.iter().zip(&self.progress.members).enumerate();
        both.filter_map(|(place, (member, progress))| {
            Some((Who::Member(place), command(self, member, progress)?))
        })
        .collect()
    }

    /// The same, but those that others call are done before their callers begin.
    fn in_turn(
        &self,
        command: impl Fn(&Self, &Member, &MemberProgress) -> Option<Command>,
    ) -> Vec<(Who, Command)> {
        let open = self.members.iter().zip(&self.progress.members);
        let open = open.filter(|(_, progress)| progress.at != At::Done);
        let first = open.map(|(member, _)| member.habits.rank).min();
        self.each(|machine, member, progress| {
            command(machine, member, progress).filter(|_| Some(member.habits.rank) == first)
        })
    }

    /// The machine with one member changed.
    fn with(&self, place: usize, change: impl FnOnce(&mut MemberProgress)) -> Self {
        let mut machine = self.clone();
        if let Some(member) = machine.progress.members.get_mut(place) {
            change(member);
        }
        machine
    }

    /// The machine with every member at the same point.
    fn all_at(mut self, at: impl Fn(&Member, &MemberProgress) -> At) -> Self {
        for (member, progress) in self.members.iter().zip(&mut self.progress.members) {
            progress.at = at(member, progress);
        }
        self
    }

    /// The next stage: whatever is still answered to the last one is too late.
    fn enter(mut self, stage: Stage) -> Self {
        self.progress.stage = stage;
        self.round += 1;
        // A stage in which no member has anything to do is over as it begins.
        match self.progress.stage {
            Stage::Releasing => self.all_at(Self::keeps_warm).when_released(),
            Stage::Unwarming { .. } => self.all_at(Self::warmed_in_vain).when_released(),
            _ => self,
        }
    }

    fn all_done(&self) -> bool {
        self.progress.members.iter().all(|member| matches!(member.at, At::Done | At::Stuck))
    }
}

fn fresh_member((member, digest): (&Member, &String)) -> MemberProgress {
    MemberProgress {
        function: member.function.clone(),
        digest: digest.clone(),
        candidate: None,
        at: At::Finding,
        revision: member.stable.as_ref().and_then(|stable| stable.revision.clone()),
    }
}

fn call(operation: Operation, with: Attrs, guard: Guard) -> Command {
    Command::Call { operation, with, guard, body: None }
}

fn version(number: i64) -> Attrs {
    Attrs::from([("version".into(), Value::Int(number))])
}

/// A part of a number of environments, at least one of them.
fn portion(of: i64, share: i64) -> i64 {
    (of.saturating_mul(share).saturating_add(WHOLE - 1) / WHOLE).max(1)
}

#[cfg(test)]
mod tests;

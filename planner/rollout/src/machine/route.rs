//! What aliases route: shares, the flip, and the way back.
use super::prepare::failed;
use super::{Machine, call};
use crate::command::{Command, Outcome, Refusal};
use cutover_schemas::ledger::Timestamp;
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::{Guard, Member, Probe, Routing};
use cutover_schemas::progress::{At, Ending, MemberProgress, Shift, Stage};
use cutover_schemas::value::{Attrs, Value};

/// Seconds for which a shift may not show yet when it is read back.
const CONFIRM_BUDGET: i64 = 30;
/// What a person is told whose change of an alias was found in the way.
const FOREIGN: &str = "someone else changed what the alias routes";

impl Machine {
    /// Begins a share step.
    pub(super) fn shift(mut self, step: usize, now: Timestamp) -> Self {
        let share = self.steps().get(step).map_or(0, |step| step.share);
        self.progress.shifts.push(Shift { at: now, share });
        self.enter(Stage::Shifting { step }).all_at(|_, progress| first(progress))
    }

    /// All traffic to the candidates.
    pub(super) fn flip(self) -> Self {
        self.enter(Stage::Flipping).all_at(|member, progress| match member.stable {
            Some(_) => first(progress),
            None => At::Writing,
        })
    }

    /// All traffic back: at once, whatever the aliases route by now.
    pub(super) fn restore(&self, end: Ending) -> Self {
        let machine = self.clone().enter(Stage::Restoring { end });
        machine
            .all_at(|member, _| if member.stable.is_some() { At::Writing } else { At::Done })
            .when_routed(Timestamp(0))
    }

    /// What a member's alias routes at the end of the stage.
    fn target(&self, member: &Member, progress: &MemberProgress) -> Option<Routing> {
        let stable = member.stable.as_ref().map(|stable| stable.version);
        match &self.progress.stage {
            Stage::Shifting { step } => {
                let share = self.steps().get(*step)?.share;
                let candidate = (progress.candidate?, share);
                // Content that serves already needs no weights.
                let candidate = Some(candidate).filter(|(version, _)| Some(*version) != stable);
                Some(Routing { version: stable?, candidate })
            }
            Stage::Flipping => Some(Routing { version: progress.candidate?, candidate: None }),
            Stage::Restoring { .. } => Some(Routing { version: stable?, candidate: None }),
            _ => None,
        }
    }

    /// What one member does to route what the stage asks for.
    pub(super) fn route(&self, member: &Member, progress: &MemberProgress) -> Option<Command> {
        let target = self.target(member, progress)?;
        match progress.at {
            At::Reading => Some(reading(member, None)),
            At::Confirming => Some(reading(member, Some(target))),
            At::Writing => Some(self.write(member, progress, target)),
            _ => None,
        }
    }

    fn write(&self, member: &Member, progress: &MemberProgress, target: Routing) -> Command {
        let mut with = routing(target);
        let promotes = matches!(self.progress.stage, Stage::Flipping);
        if promotes {
            with.insert("digest".into(), Value::text(progress.digest.clone()));
        }
        if matches!(self.progress.stage, Stage::Restoring { .. }) {
            return call(Operation::RestoreAlias, with, Guard::None);
        }
        if member.stable.is_none() {
            return call(Operation::CreateAlias, with, Guard::Absent);
        }
        let guard = progress.revision.clone().map_or(Guard::None, Guard::Revision);
        call(Operation::UpdateAlias, with, guard)
    }

    pub(super) fn routed(&self, place: usize, outcome: &Outcome, now: Timestamp) -> Option<Self> {
        let (member, progress) = self.at(place)?;
        let restores = matches!(self.progress.stage, Stage::Restoring { .. });
        let to = |at: At, revision: &Option<String>| {
            self.with(place, |progress| {
                progress.at = at;
                progress.revision.clone_from(revision);
            })
        };
        let next = match (progress.at, outcome) {
            (At::Writing, Outcome::Called { revision, .. }) => {
                // Going back is not delayed by looking, and a first version has nothing to compare with.
                let looks = !restores && member.stable.is_some();
                to(if looks { At::Confirming } else { At::Done }, revision)
            }
            (At::Confirming, Outcome::Ready { revision, .. }) => to(At::Done, revision),
            (At::Reading, Outcome::Ready { attrs, revision }) => {
                let there = seen(attrs);
                match self.target(member, progress) {
                    Some(target) if there == Some(target) => to(At::Done, revision),
                    _ if self.is_ours(member, progress, there) => to(At::Writing, revision),
                    _ => return Some(self.in_the_way(place, &foreign())),
                }
            }
            (At::Confirming | At::Reading, Outcome::NotReady(_)) => {
                return Some(self.in_the_way(place, &foreign()));
            }
            (At::Writing, Outcome::Refused(refusal)) if restores => self.stuck(place, refusal),
            (_, Outcome::Refused(refusal)) => return Some(self.in_the_way(place, refusal)),
            _ => return None,
        };
        Some(next.when_routed(now))
    }

    /// Whether an alias routes what this rollout may have left there: the stable version, alone or beside the candidate.
    fn is_ours(&self, member: &Member, progress: &MemberProgress, there: Option<Routing>) -> bool {
        let Some(there) = there else { return member.stable.is_none() };
        let stable = member.stable.as_ref().map(|stable| stable.version);
        Some(there.version) == stable
            && there.candidate.is_none_or(|(version, share)| {
                Some(version) == progress.candidate
                    && self.progress.shifts.iter().any(|shift| shift.share == share)
            })
    }

    /// A shift that was refused, or that somebody undid: what moved goes back, what somebody else changed is left to them.
    fn in_the_way(&self, place: usize, refusal: &Refusal) -> Self {
        let alone = self.members.len() == 1;
        let moved = !self.progress.shifts.is_empty() || !alone;
        let flips_only = matches!(self.progress.stage, Stage::Flipping) && !moved;
        if alone && refusal.conflict {
            return self.clone().enter(Stage::Over { end: failed(refusal) });
        }
        if alone && flips_only {
            return self.clone().enter(Stage::Unwarming { end: failed(refusal) });
        }
        let back = self.restore(failed(refusal));
        if !refusal.conflict {
            return back;
        }
        back.with(place, |progress| progress.at = At::Stuck).when_routed(Timestamp(0))
    }

    /// One that can't go back keeps no other from it.
    fn stuck(&self, place: usize, refusal: &Refusal) -> Self {
        let mut machine = self.with(place, |progress| progress.at = At::Stuck);
        machine.progress.stage = Stage::Restoring { end: failed(refusal) };
        machine
    }

    /// Goes on once every alias routes what the stage asks for.
    fn when_routed(self, now: Timestamp) -> Self {
        if !self.all_done() {
            return self;
        }
        match self.progress.stage.clone() {
            Stage::Shifting { step } => self.bake(step, now),
            Stage::Flipping => self.flipped(now),
            Stage::Restoring { end } => self.enter(Stage::Unwarming { end }),
            _ => self,
        }
    }
}

/// A member whose alias's revision is not known is read before it is written.
fn first(progress: &MemberProgress) -> At {
    if progress.revision.is_some() { At::Writing } else { At::Reading }
}

fn reading(member: &Member, expect: Option<Routing>) -> Command {
    let probe = Probe::AliasRouting {
        function: member.name.clone(),
        alias: member.alias_name.clone(),
        expect,
    };
    Command::Wait { probe, budget: CONFIRM_BUDGET }
}

fn routing(target: Routing) -> Attrs {
    let (candidate, share) = target.candidate.unzip();
    let int = |number: Option<i64>| number.map_or(Value::Null, Value::Int);
    Attrs::from([
        ("version".into(), Value::Int(target.version)),
        ("candidate".into(), int(candidate)),
        ("candidate_share".into(), int(share)),
    ])
}

/// What an alias was seen to route; nothing where there is none.
fn seen(attrs: &Attrs) -> Option<Routing> {
    let int = |name: &str| attrs.get(name).and_then(Value::as_int);
    Some(Routing {
        version: int("version")?,
        candidate: int("candidate").zip(int("candidate_share")),
    })
}

fn foreign() -> Refusal {
    Refusal { code: "Conflict".into(), message: FOREIGN.into(), conflict: true }
}

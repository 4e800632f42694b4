//! Preparing: find or publish the version, warm it, smoke it; each member for itself.
use super::{Machine, call, portion, version};
use crate::command::{Command, Outcome, Refusal};
use crate::smoke;
use cutover_schemas::ledger::Timestamp;
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::{Guard, Member, Probe};
use cutover_schemas::progress::{At, Ending, Held, MemberProgress, Stage};
use cutover_schemas::rollout::Strategy;
use cutover_schemas::value::{Attrs, Value};

/// Seconds a published version may take to become active: SnapStart needs minutes.
const ACTIVE_BUDGET: i64 = 1_600;
/// Seconds that provisioned concurrency may take: minutes, and longer for large numbers.
pub(super) const WARM_BUDGET: i64 = 1_800;

impl Machine {
    /// What one member does to get ready.
    pub(super) fn prepare(&self, member: &Member, progress: &MemberProgress) -> Option<Command> {
        let function = || member.name.clone();
        Some(match (progress.at, progress.candidate) {
            (At::Finding, _) => Command::Find { digest: progress.digest.clone() },
            (At::Publishing, _) => {
                let with = Attrs::from([
                    ("digest".into(), Value::text(progress.digest.clone())),
                    ("code".into(), Value::text(member.code.clone())),
                ]);
                call(Operation::PublishVersion, with, member.latest.clone())
            }
            (At::Activating, Some(version)) => Command::Wait {
                probe: Probe::VersionActive { function: function(), version },
                budget: ACTIVE_BUDGET,
            },
            (At::Warming, Some(candidate)) => warm(candidate, self.first_warmth(member)),
            (At::Provisioning, Some(version)) => ready(member, version),
            (At::Smoking, Some(candidate)) => Command::Call {
                operation: Operation::InvokeVersion,
                with: version(candidate),
                guard: Guard::None,
                body: member.smoke.as_ref().map(|smoke| smoke.event.clone()),
            },
            _ => return None,
        })
    }

    pub(super) fn prepared(&self, place: usize, outcome: &Outcome, now: Timestamp) -> Option<Self> {
        let (member, progress) = self.at(place)?;
        let known = progress.candidate.unwrap_or_default();
        let to = |at: At| self.with(place, |progress| progress.at = at);
        let next = match (progress.at, outcome) {
            (_, Outcome::Refused(refusal)) => return Some(self.not_prepared(progress, refusal)),
            (At::Finding, Outcome::Found(Some(candidate))) => {
                return Some(self.active(place, *candidate));
            }
            (At::Finding, Outcome::Found(None)) if member.digest.is_some() => {
                let why = format!("no version of {} has this content any more", member.name);
                return Some(self.give_up(why));
            }
            (At::Finding, Outcome::Found(None)) => to(At::Publishing),
            (At::Publishing, Outcome::Called { attrs, .. }) => {
                return Some(self.active(place, attrs.get("version").and_then(Value::as_int)?));
            }
            (At::Activating, Outcome::Ready { .. }) if member.provisioned.is_some() => {
                to(At::Warming)
            }
            (At::Warming, Outcome::Called { .. }) => to(At::Provisioning),
            (At::Activating | At::Provisioning, Outcome::Ready { .. }) => {
                to(if member.smoke.is_some() { At::Smoking } else { At::Ready })
            }
            (At::Activating | At::Provisioning, Outcome::NotReady(why)) => {
                return Some(self.give_up(why.clone()));
            }
            (At::Smoking, Outcome::Called { attrs, .. }) => {
                match member.smoke.as_ref().and_then(|smoke| smoke::failure(smoke, attrs)) {
                    Some(why) => {
                        let why = format!("the smoke test of version {known} failed: {why}");
                        return Some(self.give_up(why));
                    }
                    None => to(At::Ready),
                }
            }
            _ => return None,
        };
        Some(next.when_ready(now))
    }

    fn active(&self, place: usize, candidate: i64) -> Self {
        self.with(place, |progress| {
            progress.candidate = Some(candidate);
            progress.at = At::Activating;
        })
    }

    /// Nobody moves before everybody is ready.
    fn when_ready(self, now: Timestamp) -> Self {
        if self.progress.members.iter().any(|member| member.at != At::Ready) {
            return self;
        }
        let asks = matches!(self.policy.strategy, Strategy::BlueGreen { approval: true, .. });
        let serves = self.members.iter().any(|member| member.stable.is_some());
        if asks && serves {
            let why = "it is ready, and a person must say when traffic moves".to_owned();
            return self.hold(Held::Approval, why, now, None, 0);
        }
        self.first_shift(now)
    }

    /// The first of the traffic: a share, or all of it where there is nothing to compare with.
    pub(super) fn first_shift(self, now: Timestamp) -> Self {
        let compared = self.members.iter().all(|member| member.stable.is_some());
        if compared && !self.steps().is_empty() { self.shift(0, now) } else { self.flip() }
    }

    /// Warming and smoking are the candidate's tests: a refusal is a failed test, not a failed run.
    fn not_prepared(&self, progress: &MemberProgress, refusal: &Refusal) -> Self {
        if matches!(progress.at, At::Warming | At::Smoking) && !refusal.conflict {
            return self.give_up(format!("{}: {}", refusal.code, refusal.message));
        }
        self.clone().enter(Stage::Unwarming { end: failed(refusal) })
    }

    /// Ends a rollout that moved no traffic: there is nothing to keep from coming back.
    fn give_up(&self, why: String) -> Self {
        self.clone().enter(Stage::Unwarming { end: Ending::RolledBack { why, pin: false } })
    }

    /// Environments to warm before the first share: as many as the largest share needs.
    fn first_warmth(&self, member: &Member) -> Option<i64> {
        let full = member.provisioned?;
        let largest = self.steps().iter().map(|step| step.share).max();
        let largest = largest.filter(|_| member.stable.is_some());
        Some(largest.map_or(full, |share| portion(full, share)))
    }

    /// Whether the candidate still lacks environments once it gets all traffic.
    pub(super) fn lacks_warmth(&self, member: &Member) -> bool {
        self.first_warmth(member) != member.provisioned
    }

    /// What one member does to get the rest of its warmth.
    #[expect(clippy::unused_self, reason = "every stage asks its members in the same way")]
    pub(super) fn fill(&self, member: &Member, progress: &MemberProgress) -> Option<Command> {
        let candidate = progress.candidate?;
        match progress.at {
            At::Writing => Some(warm(candidate, member.provisioned)),
            At::Confirming => Some(ready(member, candidate)),
            _ => None,
        }
    }

    pub(super) fn filled(&self, place: usize, outcome: &Outcome, _: Timestamp) -> Option<Self> {
        let (_, progress) = self.at(place)?;
        let to = |at: At| self.with(place, |progress| progress.at = at);
        let next = match (progress.at, outcome) {
            (At::Writing, Outcome::Called { .. }) => to(At::Confirming),
            (At::Confirming, Outcome::Ready { .. }) => to(At::Done),
            (At::Writing, Outcome::Refused(refusal)) => {
                let why = format!("{}: {}", refusal.code, refusal.message);
                return Some(self.restore(Ending::RolledBack { why, pin: false }));
            }
            (At::Confirming, Outcome::NotReady(why)) => {
                return Some(self.restore(Ending::RolledBack { why: why.clone(), pin: false }));
            }
            _ => return None,
        };
        Some(if next.all_done() { next.flip() } else { next })
    }

    /// What one member does to take warmth away that is not needed any more.
    pub(super) fn release(&self, member: &Member, progress: &MemberProgress) -> Option<Command> {
        let whose = match &self.progress.stage {
            Stage::Releasing => member.stable.as_ref().map(|stable| stable.version),
            _ => progress.candidate,
        };
        (progress.at == At::Writing).then_some(())?;
        Some(call(Operation::DeleteProvisionedConcurrency, version(whose?), Guard::None))
    }

    /// What could not be released shows in the next plan.
    pub(super) fn released(&self, place: usize, outcome: &Outcome) -> Option<Self> {
        let ended = matches!(outcome, Outcome::Called { .. } | Outcome::Refused(_));
        ended.then(|| self.with(place, |progress| progress.at = At::Done).when_released())
    }
}

/// The end of a rollout whose call was refused.
pub(super) fn failed(refusal: &Refusal) -> Ending {
    Ending::Failed {
        code: refusal.code.clone(),
        message: refusal.message.clone(),
        conflict: refusal.conflict,
    }
}

fn warm(candidate: i64, environments: Option<i64>) -> Command {
    let mut with = version(candidate);
    with.insert("provisioned".into(), environments.map_or(Value::Null, Value::Int));
    call(Operation::PutProvisionedConcurrency, with, Guard::None)
}

fn ready(member: &Member, version: i64) -> Command {
    let probe = Probe::ProvisionedReady { function: member.name.clone(), version };
    Command::Wait { probe, budget: WARM_BUDGET }
}

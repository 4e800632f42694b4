//! One function's way from a published version to serving traffic, or back.
//!
//! ```text
//! finding -> publishing -> activating -> [warming] -> [smoking] -> flipping -> [baking] -> [releasing] -> promoted
//!                  any of these before the flip: -> [unwarming] -> rolled back
//!                                   while baking: -> restoring -> [unwarming] -> rolled back
//! ```
use crate::command::{Command, Outcome, Refusal};
use crate::smoke;
use cutover_schemas::ledger::Timestamp;
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::{Guard, Member, Probe};
use cutover_schemas::rollout::{RolloutPolicy, Strategy};
use cutover_schemas::value::{Attrs, Value};

/// Seconds a published version may take to become active: SnapStart needs minutes.
const ACTIVE_BUDGET: i64 = 1_600;
/// Seconds that provisioned concurrency may take: minutes, and longer for large numbers.
const WARM_BUDGET: i64 = 1_800;
/// Seconds between two looks at a bake.
const LOOK_EVERY: i64 = 5;
/// Failed invocations below which a share means nothing: one failure of one call is not 100 %.
const LEAST_ERRORS: i64 = 3;

/// Where one rollout is. Each state holds only what it has.
#[derive(Clone, Debug, PartialEq)]
enum State {
    Finding,
    Publishing,
    Activating { candidate: i64 },
    Warming { candidate: i64 },
    Provisioning { candidate: i64 },
    Smoking { candidate: i64 },
    Flipping { candidate: i64 },
    Baking { candidate: i64, since: Timestamp, look: Timestamp, measuring: bool },
    Releasing { candidate: i64, stable: i64 },
    Restoring { candidate: i64, stable: i64, why: String },
    Unwarming { candidate: i64, why: String },
    Promoted { candidate: i64 },
    RolledBack { candidate: Option<i64>, why: String },
    Failed { refusal: Refusal },
}

/// How a rollout ended.
#[derive(Clone, Debug, PartialEq)]
pub enum End {
    /// The candidate serves.
    Promoted {
        /// Its number.
        candidate: i64,
    },
    /// The stable version serves, as before.
    RolledBack {
        /// Why.
        why: String,
    },
    /// The cloud refused something for good; whatever serves goes on serving.
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

/// The rollout of one function.
#[derive(Clone, Debug, PartialEq)]
pub struct Machine {
    policy: RolloutPolicy,
    member: Member,
    digest: String,
    state: State,
}

impl Machine {
    /// A rollout at its beginning, or in the bake that an earlier run began.
    pub fn new(policy: RolloutPolicy, member: Member, digest: String) -> Self {
        let state = match &member.resume {
            Some(open) => State::Baking {
                candidate: open.candidate,
                since: open.since,
                look: open.since,
                measuring: true,
            },
            None => State::Finding,
        };
        Self { policy, member, digest, state }
    }

    /// The present phase in one word, for records and people.
    pub fn phase(&self) -> &'static str {
        match self.state {
            State::Finding | State::Publishing => "publishing",
            State::Activating { .. } => "published",
            State::Warming { .. } | State::Provisioning { .. } => "warming",
            State::Smoking { .. } => "smoking",
            State::Flipping { .. } => "flipping",
            State::Baking { .. } => "baking",
            State::Releasing { .. } => "releasing",
            State::Restoring { .. } => "restoring",
            State::Unwarming { .. } => "unwarming",
            State::Promoted { .. } => "promoted",
            State::RolledBack { .. } => "rolled_back",
            State::Failed { .. } => "failed",
        }
    }

    /// The candidate's number, once it is known.
    pub fn candidate(&self) -> Option<i64> {
        match self.state {
            State::Finding | State::Publishing | State::Failed { .. } => None,
            State::RolledBack { candidate, .. } => candidate,
            State::Activating { candidate }
            | State::Warming { candidate }
            | State::Provisioning { candidate }
            | State::Smoking { candidate }
            | State::Flipping { candidate }
            | State::Baking { candidate, .. }
            | State::Releasing { candidate, .. }
            | State::Restoring { candidate, .. }
            | State::Unwarming { candidate, .. }
            | State::Promoted { candidate } => Some(candidate),
        }
    }

    /// The number of the version that served before.
    pub fn stable(&self) -> Option<i64> {
        self.member.stable.as_ref().map(|stable| stable.version)
    }

    /// The candidate's share of traffic in ten-thousandths.
    pub fn share(&self) -> i64 {
        match self.state {
            State::Baking { .. } | State::Releasing { .. } | State::Promoted { .. } => 10_000,
            _ => 0,
        }
    }

    /// Why it goes, or went, back.
    pub fn why(&self) -> Option<&str> {
        match &self.state {
            State::Restoring { why, .. }
            | State::Unwarming { why, .. }
            | State::RolledBack { why, .. } => Some(why),
            State::Failed { refusal } => Some(&refusal.message),
            _ => None,
        }
    }

    /// How it ended, if it has.
    pub fn end(&self) -> Option<End> {
        match &self.state {
            State::Promoted { candidate } => Some(End::Promoted { candidate: *candidate }),
            State::RolledBack { why, .. } => Some(End::RolledBack { why: why.clone() }),
            State::Failed { refusal } => Some(End::Failed { refusal: refusal.clone() }),
            _ => None,
        }
    }

    /// What to do now; `None` once it has ended. Asking twice gives the same answer.
    pub fn next(&self) -> Option<Command> {
        Some(match &self.state {
            State::Finding => Command::Find { digest: self.digest.clone() },
            State::Publishing => {
                call(Operation::PublishVersion, self.publish_attrs(), self.member.latest.clone())
            }
            State::Activating { candidate } => Command::Wait {
                probe: Probe::VersionActive {
                    function: self.member.name.clone(),
                    version: *candidate,
                },
                budget: ACTIVE_BUDGET,
            },
            State::Warming { candidate } => {
                let mut with = version(*candidate);
                with.insert(
                    "provisioned".into(),
                    self.member.provisioned.map_or(Value::Null, Value::Int),
                );
                call(Operation::PutProvisionedConcurrency, with, Guard::None)
            }
            State::Provisioning { candidate } => Command::Wait {
                probe: Probe::ProvisionedReady {
                    function: self.member.name.clone(),
                    version: *candidate,
                },
                budget: WARM_BUDGET,
            },
            State::Smoking { candidate } => Command::Call {
                operation: Operation::InvokeVersion,
                with: version(*candidate),
                guard: Guard::None,
                body: self.policy.smoke.as_ref().map(|smoke| smoke.event.clone()),
            },
            State::Flipping { candidate } => self.flip(*candidate),
            State::Baking { candidate, since, measuring: true, .. } => {
                Command::Measure { version: *candidate, from: *since }
            }
            State::Baking { look, .. } => Command::SleepUntil(*look),
            State::Restoring { stable, .. } => {
                call(Operation::RestoreAlias, version(*stable), Guard::None)
            }
            State::Releasing { stable, .. } => {
                call(Operation::DeleteProvisionedConcurrency, version(*stable), Guard::None)
            }
            State::Unwarming { candidate, .. } => {
                call(Operation::DeleteProvisionedConcurrency, version(*candidate), Guard::None)
            }
            State::Promoted { .. } | State::RolledBack { .. } | State::Failed { .. } => {
                return None;
            }
        })
    }

    /// Tells what became of the last command.
    pub fn record(&self, outcome: &Outcome, now: Timestamp) -> Result<Self, UnexpectedOutcome> {
        let state = match (&self.state, outcome) {
            (
                State::Restoring { .. } | State::Releasing { .. } | State::Unwarming { .. },
                Outcome::Refused(refusal),
            ) if missing(refusal) => self.after_cleanup(),
            (_, Outcome::Refused(refusal)) => self.refused(refusal),
            (State::Finding, Outcome::Found(Some(candidate))) => {
                State::Activating { candidate: *candidate }
            }
            (State::Finding, Outcome::Found(None)) => State::Publishing,
            (State::Publishing, Outcome::Called(attrs)) => {
                match attrs.get("version").and_then(Value::as_int) {
                    Some(candidate) => State::Activating { candidate },
                    None => return Err(self.unexpected(outcome)),
                }
            }
            (State::Activating { candidate }, Outcome::Ready) => self.after_active(*candidate),
            (State::Warming { candidate }, Outcome::Called(_)) => {
                State::Provisioning { candidate: *candidate }
            }
            (State::Provisioning { candidate }, Outcome::Ready) => self.after_warm(*candidate),
            (
                State::Activating { candidate } | State::Provisioning { candidate },
                Outcome::NotReady(why),
            ) => self.back(*candidate, why.clone()),
            (State::Smoking { candidate }, Outcome::Called(answer)) => {
                self.after_smoke(*candidate, answer)
            }
            (State::Flipping { candidate }, Outcome::Called(_)) => self.after_flip(*candidate, now),
            (State::Baking { candidate, since, look, measuring: false }, Outcome::Woke) => {
                State::Baking { candidate: *candidate, since: *since, look: *look, measuring: true }
            }
            (
                State::Baking { candidate, since, measuring: true, .. },
                Outcome::Measured { invocations, errors },
            ) => self.after_look(*candidate, *since, *invocations, *errors, now),
            (State::Baking { candidate, since, measuring: true, .. }, Outcome::NotMeasured(_)) => {
                self.after_look(*candidate, *since, 0, 0, now)
            }
            (
                State::Restoring { .. } | State::Releasing { .. } | State::Unwarming { .. },
                Outcome::Called(_),
            ) => self.after_cleanup(),
            _ => return Err(self.unexpected(outcome)),
        };
        Ok(Self { state, ..self.clone() })
    }

    fn publish_attrs(&self) -> Attrs {
        Attrs::from([
            ("digest".into(), Value::text(self.digest.clone())),
            ("code".into(), Value::text(self.member.code.clone())),
        ])
    }

    fn flip(&self, candidate: i64) -> Command {
        let mut with = version(candidate);
        with.insert("digest".into(), Value::text(self.digest.clone()));
        match &self.member.stable {
            Some(stable) => {
                let guard = stable.revision.clone().map_or(Guard::None, Guard::Revision);
                call(Operation::UpdateAlias, with, guard)
            }
            None => call(Operation::CreateAlias, with, Guard::Absent),
        }
    }

    fn after_active(&self, candidate: i64) -> State {
        if self.member.provisioned.is_some() {
            State::Warming { candidate }
        } else {
            self.after_warm(candidate)
        }
    }

    fn after_warm(&self, candidate: i64) -> State {
        if self.policy.smoke.is_some() {
            State::Smoking { candidate }
        } else {
            State::Flipping { candidate }
        }
    }

    fn after_smoke(&self, candidate: i64, answer: &Attrs) -> State {
        match self.policy.smoke.as_ref().and_then(|smoke| smoke::failure(smoke, answer)) {
            Some(why) => {
                self.back(candidate, format!("the smoke test of version {candidate} failed: {why}"))
            }
            None => State::Flipping { candidate },
        }
    }

    fn after_flip(&self, candidate: i64, now: Timestamp) -> State {
        match self.policy.strategy {
            Strategy::BlueGreen { bake, .. } if bake > 0 && self.member.stable.is_some() => {
                let look = now.plus_seconds(LOOK_EVERY.min(bake));
                State::Baking { candidate, since: now, look, measuring: false }
            }
            _ => self.release(candidate),
        }
    }

    fn after_look(
        &self,
        candidate: i64,
        since: Timestamp,
        invocations: i64,
        errors: i64,
        now: Timestamp,
    ) -> State {
        let Strategy::BlueGreen { bake, max_error_rate, .. } = self.policy.strategy else {
            return self.release(candidate);
        };
        let too_many = max_error_rate
            .is_some_and(|most| errors >= LEAST_ERRORS && errors * 10_000 > most * invocations);
        let until = since.plus_seconds(bake);
        match (&self.member.stable, too_many) {
            (Some(stable), true) => State::Restoring {
                candidate,
                stable: stable.version,
                why: format!(
                    "{errors} of {invocations} invocations of version {candidate} failed during its bake"
                ),
            },
            _ if now >= until => self.release(candidate),
            _ => State::Baking {
                candidate,
                since,
                look: now.plus_seconds(LOOK_EVERY).min(until),
                measuring: false,
            },
        }
    }

    fn release(&self, candidate: i64) -> State {
        match &self.member.stable {
            Some(stable) if stable.provisioned.is_some() && stable.version != candidate => {
                State::Releasing { candidate, stable: stable.version }
            }
            _ => State::Promoted { candidate },
        }
    }

    /// The candidate never got traffic, or has none any more: what was warmed for it goes.
    fn back(&self, candidate: i64, why: String) -> State {
        let serves = self.stable() == Some(candidate);
        if self.member.provisioned.is_some() && !serves {
            State::Unwarming { candidate, why }
        } else {
            State::RolledBack { candidate: Some(candidate), why }
        }
    }

    fn after_cleanup(&self) -> State {
        match &self.state {
            State::Restoring { candidate, why, .. } => self.back(*candidate, why.clone()),
            State::Unwarming { candidate, why } => {
                State::RolledBack { candidate: Some(*candidate), why: why.clone() }
            }
            State::Releasing { candidate, .. } => State::Promoted { candidate: *candidate },
            other => other.clone(),
        }
    }

    fn refused(&self, refusal: &Refusal) -> State {
        match &self.state {
            // Warming and smoking are the candidate's tests: a refusal is a failed test, not a failed run.
            State::Warming { candidate } | State::Smoking { candidate } if !refusal.conflict => {
                self.back(*candidate, format!("{}: {}", refusal.code, refusal.message))
            }
            // The candidate serves already; what could not be released shows in the next plan.
            State::Releasing { candidate, .. } => State::Promoted { candidate: *candidate },
            State::Unwarming { candidate, why } => {
                State::RolledBack { candidate: Some(*candidate), why: why.clone() }
            }
            _ => State::Failed { refusal: refusal.clone() },
        }
    }

    fn unexpected(&self, outcome: &Outcome) -> UnexpectedOutcome {
        UnexpectedOutcome { phase: self.phase(), outcome: format!("{outcome:?}") }
    }
}

fn call(operation: Operation, with: Attrs, guard: Guard) -> Command {
    Command::Call { operation, with, guard, body: None }
}

fn version(number: i64) -> Attrs {
    Attrs::from([("version".into(), Value::Int(number))])
}

/// What should be taken away is not there: that is what was wanted.
fn missing(refusal: &Refusal) -> bool {
    refusal.code.contains("NotFound")
}

#[cfg(test)]
mod tests;

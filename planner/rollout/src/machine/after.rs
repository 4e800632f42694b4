//! After the flip: watching, draining, releasing what is not needed any more.
use super::Machine;
use super::watch::LOOK_EVERY;
use cutover_schemas::ledger::Timestamp;
use cutover_schemas::plan::Member;
use cutover_schemas::progress::{At, MemberProgress, Stage};
use cutover_schemas::rollout::Strategy;

/// Milliseconds in which a change of an alias reaches everyone who invokes it.
const SETTLES: i64 = 1_000;

impl Machine {
    /// The candidates have all traffic: watch them, if there is something to go back to.
    pub(super) fn flipped(self, now: Timestamp) -> Self {
        let bake = self.bake_after();
        let serves = self.members.iter().any(|member| member.stable.is_some());
        if bake > 0 && serves {
            let look = now.plus_seconds(LOOK_EVERY.min(bake));
            return self.enter(Stage::Watching { since: now, look, due: false });
        }
        self.drain(now)
    }

    /// Seconds to watch after the flip.
    pub(super) fn bake_after(&self) -> i64 {
        match self.policy.strategy {
            Strategy::AllAtOnce => 0,
            Strategy::BlueGreen { bake, .. } | Strategy::Canary { bake, .. } => bake,
        }
    }

    /// Waits for invocations that are still running in environments that are about to go.
    pub(super) fn drain(self, now: Timestamp) -> Self {
        let goes = |(member, progress)| Self::keeps_warm(member, progress) == At::Writing;
        let slowest = self.members.iter().zip(&self.progress.members).filter(|both| goes(*both));
        let slowest = slowest.map(|(member, _)| member.habits.timeout).max();
        match slowest {
            None => self.enter(Stage::Releasing),
            Some(timeout) => {
                let until = now.plus_seconds(timeout).plus_millis(SETTLES);
                self.enter(Stage::Draining { until })
            }
        }
    }

    /// Whether the version that served before is kept warm, which ends with the rollout.
    pub(super) fn keeps_warm(member: &Member, progress: &MemberProgress) -> At {
        let stable = member.stable.as_ref().filter(|stable| {
            stable.provisioned.is_some() && Some(stable.version) != progress.candidate
        });
        if stable.is_some() && member.releases { At::Writing } else { At::Done }
    }

    /// Whether the candidate may have been warmed, and doesn't serve.
    pub(super) fn warmed_in_vain(member: &Member, progress: &MemberProgress) -> At {
        let serves = member.stable.as_ref().map(|stable| stable.version) == progress.candidate;
        // A member that didn't get as far as asking has nothing to take away, and saying so costs a call: it is asked
        // all the same, as an answer may have been lost.
        // One that can't go back serves with what it has.
        if progress.at == At::Stuck {
            At::Stuck
        } else if member.provisioned.is_some() && progress.candidate.is_some() && !serves {
            At::Writing
        } else {
            At::Done
        }
    }

    /// Goes on once nothing is kept warm in vain.
    pub(super) fn when_released(self) -> Self {
        if !self.all_done() {
            return self;
        }
        match self.progress.stage.clone() {
            Stage::Releasing => self.enter(Stage::Promoted),
            Stage::Unwarming { end } => self.enter(Stage::Over { end }),
            _ => self,
        }
    }
}

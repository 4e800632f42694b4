//! What people decide, and what time decides for them.
use super::{Machine, NotNow};
use cutover_schemas::ledger::Timestamp;
use cutover_schemas::progress::{At, Ending, Held, Stage};
use cutover_schemas::rollout::HoldThen;

/// Seconds after the first shift, and over the time that its steps take, at which a rollout is restored that nobody has
/// ended, unless its policy says otherwise.
const DEADLINE: i64 = 86_400;

impl Machine {
    /// Stands still until somebody decides, or at once as the policy says where it leaves no time.
    pub(super) fn hold(
        mut self,
        reason: Held,
        why: String,
        now: Timestamp,
        step: Option<usize>,
        baked: i64,
    ) -> Self {
        self.progress.pausing = false;
        let counted = self.evidence.as_ref().is_some_and(|seen| seen.candidate.total > 0.0);
        let held = self.enter(Stage::Held { reason, why, since: now, step, baked, counted });
        held.overdue(now)
    }

    /// Goes on from what the ledger kept. What an alias routes by now must be read before it is written.
    pub(super) fn taken_up(mut self, now: Timestamp) -> Self {
        let routes = matches!(self.progress.stage, Stage::Shifting { .. } | Stage::Flipping);
        let preparing = matches!(self.progress.stage, Stage::Preparing);
        for (member, progress) in self.members.iter().zip(&mut self.progress.members) {
            progress.revision = None;
            if routes && progress.at != At::Done {
                progress.at = At::Reading;
            }
            if preparing && progress.at == At::Publishing {
                progress.at = At::Finding;
            }
            if preparing && member.stable.is_some() {
                progress.revision =
                    member.stable.as_ref().and_then(|stable| stable.revision.clone());
            }
        }
        if let Stage::Baking { due, look, .. } | Stage::Watching { due, look, .. } =
            &mut self.progress.stage
        {
            (*due, *look) = (true, now);
        }
        self.overdue(now)
    }

    /// What time has decided meanwhile.
    pub(super) fn overdue(self, now: Timestamp) -> Self {
        let first = self.progress.shifts.first().map(|shift| shift.at);
        let planned: i64 = self.steps().iter().map(|step| step.bake).sum();
        let deadline = self.policy.deadline.unwrap_or(DEADLINE.saturating_add(planned));
        let shared = matches!(
            self.progress.stage,
            Stage::Shifting { .. } | Stage::Baking { .. } | Stage::Held { step: Some(_), .. }
        );
        if shared && first.is_some_and(|first| now > first.plus_seconds(deadline)) {
            let why = "its deadline has passed".to_owned();
            return self.restore(Ending::RolledBack { why, pin: true });
        }
        let Stage::Held { reason, why, since, step, counted, .. } = &self.progress.stage else {
            return self;
        };
        let timed = matches!(reason, Held::Inconclusive | Held::BaselineUnhealthy);
        if !timed || now < since.plus_seconds(self.policy.hold.timeout) {
            return self;
        }
        if self.policy.hold.then == HoldThen::Promote && *counted && step.is_some() {
            return self.promote();
        }
        let why = format!("{why}; nobody decided in time");
        self.restore(Ending::RolledBack { why, pin: true })
    }

    /// Whether traffic has moved.
    fn has_moved(&self) -> bool {
        match &self.progress.stage {
            Stage::Held { step, .. } => step.is_some(),
            Stage::Shifting { .. }
            | Stage::Baking { .. }
            | Stage::Filling
            | Stage::Flipping
            | Stage::Watching { .. }
            | Stage::Draining { .. } => true,
            Stage::Preparing
            | Stage::Releasing
            | Stage::Restoring { .. }
            | Stage::Unwarming { .. }
            | Stage::Promoted
            | Stage::Over { .. } => false,
        }
    }

    pub(super) fn asked_to_abort(&self, by: &str) -> Result<Self, NotNow> {
        self.given_up(Ending::RolledBack { why: format!("{by} aborted it"), pin: true })
    }

    /// The process that carries it is told to stop, and its policy says to put traffic back: nothing is said of the
    /// candidate, which may come again.
    pub fn interrupted(&self) -> Result<Self, NotNow> {
        let why = "whoever carried it was told to stop".to_owned();
        self.given_up(Ending::RolledBack { why, pin: false })
    }

    fn given_up(&self, end: Ending) -> Result<Self, NotNow> {
        match &self.progress.stage {
            Stage::Restoring { .. } | Stage::Unwarming { .. } => Ok(self.clone()),
            Stage::Releasing | Stage::Promoted | Stage::Over { .. } => {
                Err(not_now("it is over: `cutover rollback` goes back to the version before"))
            }
            _ if self.has_moved() => {
                if self.members.iter().all(|member| member.stable.is_none()) {
                    return Err(not_now("there is no version before this one to go back to"));
                }
                Ok(self.restore(end))
            }
            _ => Ok(self.clone().enter(Stage::Unwarming { end })),
        }
    }

    pub(super) fn asked_to_promote(&self) -> Result<Self, NotNow> {
        match &self.progress.stage {
            Stage::Baking { .. } | Stage::Held { step: Some(_), .. } => Ok(self.clone().promote()),
            Stage::Held { reason: Held::Approval, .. } => Ok(self.clone().flip()),
            Stage::Filling
            | Stage::Flipping
            | Stage::Watching { .. }
            | Stage::Draining { .. }
            | Stage::Releasing => Ok(self.clone()),
            Stage::Preparing | Stage::Shifting { .. } | Stage::Held { .. } => Err(not_now(
                "the new version has no share of the traffic yet: ask again in a moment",
            )),
            Stage::Restoring { .. } | Stage::Unwarming { .. } => {
                Err(not_now("it is going back already"))
            }
            Stage::Promoted | Stage::Over { .. } => Err(not_now("it is over")),
        }
    }

    pub(super) fn asked_to_pause(&self, by: &str, now: Timestamp) -> Result<Self, NotNow> {
        match &self.progress.stage {
            Stage::Baking { step, since, .. } => {
                let why = format!("{by} paused it");
                let (step, baked) = (*step, now.0 - since.0);
                Ok(self.clone().hold(Held::Paused, why, now, Some(step), baked))
            }
            Stage::Preparing | Stage::Shifting { .. } if !self.steps().is_empty() => {
                let mut machine = self.clone();
                machine.progress.pausing = true;
                Ok(machine)
            }
            Stage::Held { .. } => Ok(self.clone()),
            _ => Err(not_now(
                "nothing of it can stand still: it has no share steps, or is past them",
            )),
        }
    }

    /// Goes on where it stood. An undecided end is another look at the same question, for which the judge asks more.
    pub(super) fn asked_to_resume(&self, now: Timestamp) -> Result<Self, NotNow> {
        let Stage::Held { reason, step, baked, .. } = &self.progress.stage else {
            if self.progress.pausing {
                let mut machine = self.clone();
                machine.progress.pausing = false;
                return Ok(machine);
            }
            return Err(not_now("it is not held"));
        };
        let Some(step) = *step else {
            return Ok(self.clone().first_shift(now));
        };
        let (reason, baked) = (*reason, *baked);
        let mut machine = self.clone();
        machine.progress.unhealthy = None;
        let since = match reason {
            Held::Inconclusive => {
                machine.progress.extensions += 1;
                now
            }
            Held::Paused | Held::BaselineUnhealthy | Held::Approval => now.plus_millis(-baked),
        };
        Ok(machine.enter(Stage::Baking { step, since, look: now, due: true }))
    }
}

fn not_now(why: &str) -> NotNow {
    NotNow { why: why.to_owned() }
}

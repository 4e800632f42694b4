//! What the loop tells the ledger and the screen.
use super::{DriveError, Loop};
use crate::Artifacts;
use cutover_apply::run::RunError;
use cutover_apply::{Prepared, StepEnd};
use cutover_cloud::{Clock, Cloud, LedgerStore};
use cutover_schemas::address::Address;
use cutover_schemas::event::{Event, Happening};
use cutover_schemas::ledger::{Ended, Entry, Outcome, Timestamp};
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::{Member, StepAction, StepId};

impl<C: Cloud, K: Clock, A: Artifacts, S: LedgerStore> Loop<'_, C, K, A, S> {
    pub(super) fn record_phase(&mut self, id: StepId) {
        let Some(record) = self.run.rollout_record(id, self.now()) else { return };
        if self.phases.get(&id) == Some(&record.phase) {
            return;
        }
        self.phases.insert(id, record.phase.clone());
        let share = self.run.rollout_share(id);
        self.pending.push(Entry::Rollout(record.clone()));
        self.say(Happening::Rollout {
            step: id,
            function: record.function,
            phase: record.phase,
            candidate: record.candidate,
            stable: record.stable,
            share,
            why: record.why,
        });
    }

    pub(super) fn end(&mut self, id: StepId, end: StepEnd) -> Result<(), DriveError> {
        let now = self.now();
        let (address, operation) = self.describe(id)?;
        let elapsed_ms = now.0 - self.began.get(&id).copied().unwrap_or(now).0;
        match &end {
            StepEnd::Done { .. } => {
                let words = self.words(id)?;
                self.say(Happening::Ended {
                    step: id,
                    address: address.clone(),
                    operation,
                    words,
                    elapsed_ms,
                });
            }
            StepEnd::Failed(failure) => self.say(Happening::Failed {
                step: id,
                address: address.clone(),
                code: failure.code.clone(),
                message: failure.message.clone(),
                hint: None,
            }),
        }
        for (step, skipped) in self.run.end(id, end)? {
            self.say(Happening::Skipped { step, address: skipped, because: address.clone() });
        }
        Ok(())
    }

    pub(super) fn append_end(&mut self, prepared: &Prepared, attempt: u32, outcome: Outcome) {
        let ended = Ended {
            step: prepared.step,
            attempt,
            operation: prepared.operation,
            address: prepared.address.clone(),
            outcome,
        };
        self.pending.push(Entry::Ended(ended));
    }

    pub(super) fn announce(&mut self, id: StepId) -> Result<(), DriveError> {
        let ((address, operation), words) = (self.describe(id)?, self.words(id)?);
        self.say(Happening::Started { step: id, address, operation, words });
        Ok(())
    }

    /// What a step does, in words.
    pub(super) fn words(&self, id: StepId) -> Result<String, DriveError> {
        Ok(match &self.run.step(id)?.action {
            StepAction::Call { operation, .. } => operation.row().words,
            StepAction::Rollout(_) => "roll out",
            StepAction::Wait { .. } => "wait until it is ready",
        }
        .to_owned())
    }

    pub(super) fn describe(&self, id: StepId) -> Result<(Address, Option<Operation>), DriveError> {
        let step = self.run.step(id)?;
        let operation = match &step.action {
            StepAction::Call { operation, .. } => Some(*operation),
            StepAction::Wait { .. } | StepAction::Rollout(_) => None,
        };
        Ok((step.address.clone(), operation))
    }

    pub(super) fn function_name(&self, id: StepId) -> Result<String, DriveError> {
        self.member(id, |member| member.name.clone())
    }

    pub(super) fn alias_name(&self, id: StepId) -> Result<String, DriveError> {
        self.member(id, |member| member.alias_name.clone())
    }

    pub(super) fn member(
        &self,
        id: StepId,
        field: impl Fn(&Member) -> String,
    ) -> Result<String, DriveError> {
        match &self.run.step(id)?.action {
            StepAction::Rollout(rollout) => {
                rollout.members.first().map(field).ok_or_else(|| RunError::NoStep(id).into())
            }
            StepAction::Call { .. } | StepAction::Wait { .. } => Err(RunError::NoStep(id).into()),
        }
    }

    pub(super) fn say_retry(&mut self, prepared: &Prepared, why: String, after_ms: i64) {
        self.say(Happening::Retrying {
            step: prepared.step,
            address: prepared.address.clone(),
            why,
            after_ms,
        });
    }

    pub(super) fn say(&mut self, what: Happening) {
        let at = self.now();
        self.sink.event(Event { at, what });
    }

    pub(super) fn now(&self) -> Timestamp {
        self.driver.clock.now()
    }
}

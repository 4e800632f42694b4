//! What the loop tells the ledger and the screen.
use super::{DriveError, Loop};
use crate::Artifacts;
use cutover_apply::{Prepared, StepEnd};
use cutover_cloud::{Clock, Cloud, LedgerStore};
use cutover_schemas::address::Address;
use cutover_schemas::event::{Event, Happening};
use cutover_schemas::ledger::{Ended, Entry, Outcome, Timestamp};
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::{StepAction, StepId};
use cutover_schemas::progress::{Progress, Stage};

impl<C: Cloud, K: Clock, A: Artifacts, S: LedgerStore> Loop<'_, C, K, A, S> {
    pub(super) fn record_phase(&mut self, id: StepId) {
        let Some(record) = self.run.rollout_record(id, self.heard, self.now()) else { return };
        let Some(machine) = self.run.machine(id) else { return };
        let progress = settled(machine.progress());
        let before = self.phases.insert(id, progress.clone());
        if before.as_ref() == Some(&progress) {
            return;
        }
        let (share, held) = (progress.share(), machine.held());
        let group = machine.policy().group.clone().filter(|_| machine.members().len() > 1);
        self.pending.push(Entry::Rollout(record.clone()));
        // The screen is told of phases and shares; the ledger of every member's every step.
        if before
            .is_some_and(|before| (before.phase(), before.share()) == (progress.phase(), share))
        {
            return;
        }
        self.say(Happening::Rollout {
            step: id,
            function: record.function,
            phase: record.phase,
            candidate: record.candidate,
            stable: record.stable,
            share,
            why: record.why,
            group,
            held,
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

/// A rollout's state without what changes from look to look: the ledger needs no record of that.
fn settled(progress: &Progress) -> Progress {
    let mut progress = progress.clone();
    if let Stage::Baking { look, due, .. } | Stage::Watching { look, due, .. } = &mut progress.stage
    {
        (*look, *due) = (Timestamp(0), false);
    }
    progress
}

//! Rollout steps: the machine of the rollout engine, embedded.
use super::{Body, Prepared, Run, RunError, StepEnd, Task};
use crate::run::report::Failure;
use cutover_rollout::{Command, End, Machine, Outcome, digest};
use cutover_schemas::ledger::{RolloutRecord, Timestamp};
use cutover_schemas::plan::{RolloutStep, Step, StepAction, StepId};
use cutover_schemas::value::{Attrs, Value};

impl Run {
    pub(super) fn begin_rollout(
        &mut self,
        step: &Step,
        rollout: &RolloutStep,
    ) -> Result<Task, RunError> {
        let member = rollout.members.first().cloned().ok_or(RunError::NoStep(step.id))?;
        let keyed = |text: &str| cutover_schemas::keyed::digest(&self.inputs.key, text);
        let unknown = || RunError::Unknown {
            step: step.id,
            address: member.function.clone(),
            attr: "digest".into(),
        };
        let digest =
            digest::of_function(&self.desired(&member.function), &keyed).ok_or_else(unknown)?;
        let machine = Machine::new(rollout.policy.clone(), member, digest);
        self.machines.insert(step.id, machine);
        self.rollout_task(step.id)
    }

    /// The task for the machine's present command.
    pub fn rollout_task(&mut self, id: StepId) -> Result<Task, RunError> {
        let command = self.machines.get(&id).and_then(Machine::next).ok_or(RunError::NoStep(id))?;
        match command {
            Command::Call { operation, with, guard, body } => {
                let step = self.step(id)?;
                let mut desired = self.desired(&step.address);
                desired.extend(with);
                let body = body.map_or(Body::None, Body::Event);
                let (address, kind) = (step.address.clone(), step.kind);
                let (live, revision) = (self.live(&address), self.revision(&guard));
                Ok(Task::Call(Box::new(Prepared {
                    step: id,
                    address,
                    kind,
                    operation,
                    desired,
                    live,
                    paths: Vec::new(),
                    revision,
                    body,
                })))
            }
            Command::Wait { probe, budget } => Ok(Task::Wait { probe, budget }),
            other => Ok(Task::Rollout(other)),
        }
    }

    /// Whether the step is a rollout in progress.
    pub fn is_rollout(&self, id: StepId) -> bool {
        self.machines.contains_key(&id)
    }

    /// Tells the machine what became of its command; answers the end of the step once it has ended.
    pub fn record_rollout(
        &mut self,
        id: StepId,
        outcome: &Outcome,
        now: Timestamp,
    ) -> Result<Option<StepEnd>, RunError> {
        let machine = self.machines.get(&id).ok_or(RunError::NoStep(id))?.record(outcome, now)?;
        let end = machine.end();
        self.machines.insert(id, machine);
        let address = self.step(id)?.address.clone();
        Ok(end.map(|end| match end {
            End::Promoted { candidate } => {
                let outputs = Attrs::from([("version".into(), Value::Int(candidate))]);
                StepEnd::Done { outputs, revision: None }
            }
            End::RolledBack { why } => StepEnd::Failed(Failure::rolled_back(id, address, why)),
            End::Failed { refusal } => StepEnd::Failed(Failure::refused(
                id,
                address,
                &refusal.code,
                &refusal.message,
                refusal.conflict,
            )),
        }))
    }

    /// The rollout's present phase as a record.
    pub fn rollout_record(&self, id: StepId, now: Timestamp) -> Option<RolloutRecord> {
        let (machine, step) = (self.machines.get(&id)?, self.step(id).ok()?);
        let StepAction::Rollout(rollout) = &step.action else { return None };
        Some(RolloutRecord {
            step: id,
            function: rollout.members.first()?.function.clone(),
            phase: machine.phase().to_owned(),
            candidate: machine.candidate(),
            stable: machine.stable(),
            why: machine.why().map(str::to_owned),
            at: now,
        })
    }

    /// The candidate's share of traffic in ten-thousandths.
    pub fn rollout_share(&self, id: StepId) -> i64 {
        self.machines.get(&id).map_or(0, Machine::share)
    }
}

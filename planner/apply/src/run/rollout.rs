//! Rollout steps: the machine of the rollout engine, embedded.
use super::{Body, Prepared, Run, RunError, State, StepEnd, Task};
use crate::run::report::Failure;
use cutover_rollout::{Command, End, Machine, NotNow, Outcome, Who, digest};
use cutover_schemas::ledger::{LookRecord, PersonRecord, RolloutRecord, Timestamp};
use cutover_schemas::plan::{Member, Step, StepAction, StepId};
use cutover_schemas::progress::{Held, Progress, Stage};
use cutover_schemas::rollout::{Interrupt, Strategy};
use cutover_schemas::value::{Attrs, Value};
use std::collections::BTreeSet;

/// Which command of which rollout an answer belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket {
    /// Whose.
    pub who: Who,
    /// The stage in which it was asked for: what is answered to an earlier one means nothing any more.
    pub round: u32,
}

/// A machine, and which of its commands are in the air.
#[derive(Debug)]
pub(super) struct Rolling {
    pub(super) machine: Machine,
    flying: BTreeSet<Ticket>,
}

impl Run {
    /// Begins a rollout, or takes up the one that an earlier run began.
    pub fn begin_rollout(&mut self, id: StepId, now: Timestamp) -> Result<(), RunError> {
        let step = self.step(id)?.clone();
        let StepAction::Rollout(rollout) = &step.action else { return Err(RunError::NoStep(id)) };
        let step = &step;
        // What an earlier run has come to tells its digests itself.
        let fresh = rollout.members.iter().filter(|_| rollout.resume.is_none());
        let digests: Result<Vec<String>, RunError> =
            fresh.map(|member| self.digest(step, member)).collect();
        let machine = Machine::new(rollout, &digests?, now);
        self.machines.insert(step.id, Rolling { machine, flying: BTreeSet::new() });
        Ok(())
    }

    /// What a member's content is known by. A version that comes back brings its own.
    fn digest(&self, step: &Step, member: &Member) -> Result<String, RunError> {
        if let Some(digest) = &member.digest {
            return Ok(digest.clone());
        }
        let keyed = |text: &str| cutover_schemas::keyed::digest(&self.inputs.key, text);
        digest::of_function(&self.desired(&member.function), &keyed).ok_or_else(|| {
            RunError::Unknown {
                step: step.id,
                address: member.function.clone(),
                attr: "digest".into(),
            }
        })
    }

    /// The commands of a rollout that are not in the air yet; they count as flying from here on.
    pub fn rollout_tasks(&mut self, id: StepId) -> Result<Vec<(Ticket, Task)>, RunError> {
        let rolling = self.machines.get_mut(&id).ok_or(RunError::NoStep(id))?;
        let round = rolling.machine.round();
        rolling.flying.retain(|ticket| ticket.round == round);
        let fresh: Vec<(Ticket, Command)> = rolling
            .machine
            .next()
            .into_iter()
            .map(|(who, command)| (Ticket { who, round }, command))
            .filter(|(ticket, _)| rolling.flying.insert(*ticket))
            .collect();
        fresh
            .into_iter()
            .map(|(ticket, command)| Ok((ticket, self.rollout_task(id, ticket, command)?)))
            .collect()
    }

    fn rollout_task(&self, id: StepId, ticket: Ticket, command: Command) -> Result<Task, RunError> {
        match command {
            Command::Call { operation, with, guard, body } => {
                let member = self.rollout_member(id, ticket.who)?;
                let (address, kind) = (member.alias.clone(), self.step(id)?.kind);
                let mut desired = self.desired(&address);
                desired.extend(with);
                let body = body.map_or(Body::None, Body::Event);
                let (live, revision) = (self.live(&address), self.revision(&guard));
                Ok(Task::Call(Box::new(Prepared {
                    step: id,
                    ticket: Some(ticket),
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

    /// The member that a command is about.
    pub fn rollout_member(&self, id: StepId, who: Who) -> Result<&Member, RunError> {
        let members = self.machines.get(&id).ok_or(RunError::NoStep(id))?.machine.members();
        let place = match who {
            Who::Member(place) => place,
            Who::All => 0,
        };
        members.get(place).ok_or(RunError::NoStep(id))
    }

    /// Whether the step is a rollout in progress.
    pub fn is_rollout(&self, id: StepId) -> bool {
        self.machines.contains_key(&id)
    }

    /// Whether an answer to this ticket still means something.
    pub fn is_current(&self, id: StepId, ticket: Ticket) -> bool {
        self.machines.get(&id).is_some_and(|rolling| rolling.machine.round() == ticket.round)
    }

    /// Tells the machine what became of a command; answers the end of the step once it has ended. What comes too late
    /// is passed over.
    pub fn record_rollout(
        &mut self,
        id: StepId,
        ticket: Ticket,
        outcome: &Outcome,
        now: Timestamp,
    ) -> Result<Option<StepEnd>, RunError> {
        let rolling = self.machines.get_mut(&id).ok_or(RunError::NoStep(id))?;
        if rolling.machine.round() == ticket.round {
            rolling.flying.remove(&ticket);
            rolling.machine = rolling.machine.record(ticket.who, outcome, now)?;
        }
        self.rollout_end(id)
    }

    /// A person's request to a rollout.
    pub fn ask_rollout(
        &mut self,
        id: StepId,
        person: &PersonRecord,
        now: Timestamp,
    ) -> Option<Result<(), NotNow>> {
        let rolling = self.machines.get_mut(&id)?;
        let concerns = |member: &Member| person.functions.contains(&member.function);
        if !person.functions.is_empty() && !rolling.machine.members().iter().any(concerns) {
            return None;
        }
        let asked = rolling.machine.ask(person.request, &person.by, now);
        Some(asked.map(|machine| rolling.machine = machine))
    }

    /// Puts traffic back where a rollout's policy says so when its process is told to stop.
    pub fn interrupt_rollouts(&mut self) -> Vec<StepId> {
        let back = self.machines.iter_mut().filter_map(|(id, rolling)| {
            let asks = rolling.machine.policy().interrupt == Interrupt::Restore;
            let open = rolling.machine.end().is_none();
            rolling.machine = rolling.machine.interrupted().ok().filter(|_| asks && open)?;
            Some(*id)
        });
        back.collect()
    }

    /// How a rollout's step ended, if it has.
    pub fn rollout_end(&mut self, id: StepId) -> Result<Option<StepEnd>, RunError> {
        let machine = &self.machines.get(&id).ok_or(RunError::NoStep(id))?.machine;
        let Some(end) = machine.end() else { return Ok(None) };
        let address = self.step(id)?.address.clone();
        Ok(Some(match end {
            End::Promoted => {
                let progress = machine.progress().clone();
                self.learn_versions(&progress);
                StepEnd::Done { outputs: Attrs::new(), revision: None }
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

    /// Which versions serve now: whatever hangs on one is made with it.
    pub(super) fn learn_versions(&mut self, progress: &Progress) {
        for member in &progress.members {
            if let Some(version) = member.candidate {
                let outputs = self.outputs.entry(member.function.with_part("alias")).or_default();
                outputs.insert("version".into(), Value::Int(version));
            }
        }
    }

    /// The rollout's present phase as a record.
    pub fn rollout_record(&self, id: StepId, heard: u64, now: Timestamp) -> Option<RolloutRecord> {
        let machine = &self.machines.get(&id)?.machine;
        RolloutRecord::of(id, machine.members(), machine.progress(), heard, now)
    }

    /// What the last look at a rollout found.
    pub fn look_record(&self, id: StepId, share: i64, now: Timestamp) -> Option<LookRecord> {
        let machine = &self.machines.get(&id)?.machine;
        Some(LookRecord {
            step: id,
            function: machine.members().first()?.function.clone(),
            share,
            evidence: machine.evidence()?.clone(),
            at: now,
        })
    }

    /// How far a rollout is.
    pub fn rollout_progress(&self, id: StepId) -> Option<&Progress> {
        self.machines.get(&id).map(|rolling| rolling.machine.progress())
    }

    /// The machine of a rollout.
    pub fn machine(&self, id: StepId) -> Option<&Machine> {
        self.machines.get(&id).map(|rolling| &rolling.machine)
    }

    /// Whether a step has begun and not ended.
    pub fn is_running(&self, id: StepId) -> bool {
        self.states.get(&id) == Some(&State::Running)
    }

    /// When the present share step of a rollout ends, unless something holds it up.
    pub fn share_ends(&self, id: StepId) -> Option<Timestamp> {
        let machine = self.machine(id)?;
        let Stage::Baking { step, since, .. } = machine.progress().stage else { return None };
        let Strategy::Canary { steps, .. } = &machine.policy().strategy else { return None };
        Some(since.plus_seconds(steps.get(step)?.bake))
    }

    /// Rollouts that are not over.
    pub fn open_rollouts(&self) -> Vec<StepId> {
        let open = self.machines.iter().filter(|(_, rolling)| rolling.machine.end().is_none());
        open.map(|(id, _)| *id).collect()
    }

    /// Why open rollouts are held: nothing unless all of them are.
    pub fn all_held(&self) -> Vec<Held> {
        let open = self.open_rollouts();
        let held: Option<Vec<Held>> =
            open.into_iter().map(|id| self.machine(id).and_then(Machine::held)).collect();
        held.unwrap_or_default()
    }
}

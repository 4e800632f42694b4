//! Rollouts in the loop: their commands, what people ask of them, and one question for all counts.
use super::{DriveError, Loop, Pace};
use crate::{Artifacts, flight};
use cutover_apply::Ticket;
use cutover_apply::run::RunError;
use cutover_apply::{Prepared, Task};
use cutover_cloud::{Clock, Cloud, LedgerStore};
use cutover_rollout::{Command, Outcome};
use cutover_schemas::event::Happening;
use cutover_schemas::ledger::{Entry, PersonRecord, Timestamp};
use cutover_schemas::measure::Measurement;
use cutover_schemas::plan::StepId;
use cutover_schemas::progress::{Progress, Stage};
use futures_util::future::FutureExt as _;

/// Milliseconds between two looks for what people ask.
const LISTEN_MS: i64 = 1_000;

/// What one rollout wants counted.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) step: StepId,
    pub(crate) ticket: Ticket,
    pub(crate) wanted: Vec<Measurement>,
    pub(crate) alarms: Vec<String>,
}

impl<C: Cloud, K: Clock, A: Artifacts, S: LedgerStore> Loop<'_, C, K, A, S> {
    /// Whether a call still means something: a stage that has passed asks for nothing any more.
    pub(super) fn matters(&self, prepared: &Prepared) -> bool {
        prepared.ticket.is_none_or(|ticket| self.run.is_current(prepared.step, ticket))
    }

    /// Begins a command that is no call.
    pub(super) fn begin_command(
        &mut self,
        step: StepId,
        ticket: Ticket,
        command: Command,
    ) -> Result<(), DriveError> {
        let (cloud, clock) = (self.driver.cloud, self.driver.clock);
        match command {
            Command::Find { digest } => {
                let function = self.run.rollout_member(step, ticket.who)?.name.clone();
                self.air.push(flight::find(cloud, step, ticket, function, digest).boxed());
            }
            Command::SleepUntil(_) if self.rests(step) => {}
            Command::SleepUntil(until) => {
                self.air.push(flight::sleep(clock, step, ticket, until).boxed());
            }
            Command::Measure { wanted, alarms } => {
                self.counts.push(Asked { step, ticket, wanted, alarms });
            }
            // The run turns these two into tasks of their own.
            Command::Call { .. } | Command::Wait { .. } => {
                return Err(RunError::NoStep(step).into());
            }
        }
        Ok(())
    }

    /// Whether somebody else watches this rollout from here on.
    fn rests(&self, step: StepId) -> bool {
        let progress = self.run.rollout_progress(step);
        let watched = progress.is_some_and(|progress| {
            matches!(progress.stage, Stage::Baking { .. } | Stage::Watching { .. })
        });
        watched
            && match self.pace {
                Pace::ToTheEnd => false,
                Pace::UntilShifted => true,
                Pace::OneLook => self.looked.contains(&step),
            }
    }

    /// Asks for everything that is to be counted, at once.
    pub(super) fn count(&mut self) {
        if !self.counts.is_empty() {
            let asked = std::mem::take(&mut self.counts);
            self.air.push(flight::count(self.driver.cloud, asked).boxed());
        }
    }

    /// Tells a rollout's machine, records its new phase before the effect that follows, and goes on.
    pub(super) fn rollout(
        &mut self,
        step: StepId,
        ticket: Ticket,
        outcome: &Outcome,
    ) -> Result<(), DriveError> {
        let now = self.now();
        if !self.run.is_current(step, ticket) {
            return self.go_on_rolling(step);
        }
        let share = self.run.rollout_progress(step).map_or(0, Progress::share);
        let until = self.run.share_ends(step);
        self.run.record_rollout(step, ticket, outcome, now)?;
        if matches!(outcome, Outcome::Measured { .. }) {
            self.tell_look(step, share, until);
        }
        self.go_on_rolling(step)
    }

    /// Begins whatever the machine asks for and nobody is at.
    pub(super) fn go_on_rolling(&mut self, step: StepId) -> Result<(), DriveError> {
        self.listens.get_or_insert(self.driver.clock.now().plus_millis(LISTEN_MS));
        self.record_phase(step);
        if let Some(end) = self.run.rollout_end(step)? {
            return if self.run.is_running(step) { self.end(step, end) } else { Ok(()) };
        }
        if self.stopping.is_some() && !self.goes_back(step) {
            return Ok(());
        }
        let tasks: Vec<(Ticket, Task)> = self.run.rollout_tasks(step)?;
        for (ticket, task) in tasks {
            self.begin(step, Some(ticket), task)?;
        }
        Ok(())
    }

    fn goes_back(&self, step: StepId) -> bool {
        self.run.rollout_progress(step).is_some_and(|progress| {
            matches!(progress.stage, Stage::Restoring { .. } | Stage::Unwarming { .. })
        })
    }

    /// A process that is told to stop leaves a shifting alias as it is, or puts it back if its rollout says so.
    pub(super) fn interrupted(&mut self) -> Result<(), DriveError> {
        for step in self.run.interrupt_rollouts() {
            self.go_on_rolling(step)?;
        }
        Ok(())
    }

    /// Hears what people have asked since the last time, and obeys.
    pub(super) async fn listen(&mut self) -> Result<(), DriveError> {
        self.listens = None;
        for (seq, person) in self.hear().await? {
            self.heard = seq;
            for step in self.run.open_rollouts() {
                self.ask(step, &person)?;
            }
        }
        if !self.run.open_rollouts().is_empty() {
            self.listens = Some(self.driver.clock.now().plus_millis(LISTEN_MS));
        }
        Ok(())
    }

    /// Puts what people have asked on the record, before anything is done about it.
    pub(super) async fn hear(&mut self) -> Result<Vec<(u64, PersonRecord)>, DriveError> {
        let heard = self.journal.store().hear().await?.into_iter();
        let people: Vec<Entry> = heard
            .filter_map(|record| match record.entry {
                Entry::Person(person) => {
                    Some(Entry::Person(PersonRecord { number: record.seq, ..person }))
                }
                _ => None,
            })
            .collect();
        if people.is_empty() {
            return Ok(Vec::new());
        }
        let (records, _) = self.journal.append(people).await?;
        let people = records.into_iter().filter_map(|record| match record.entry {
            Entry::Person(person) => Some((record.seq, person)),
            _ => None,
        });
        Ok(people.collect())
    }

    pub(super) fn ask(&mut self, step: StepId, person: &PersonRecord) -> Result<(), DriveError> {
        let now = self.now();
        let Some(answer) = self.run.ask_rollout(step, person, now) else { return Ok(()) };
        let function = self.run.rollout_member(step, cutover_rollout::Who::All)?.function.clone();
        self.say(Happening::Asked {
            step,
            function,
            request: person.request,
            by: person.by.clone(),
            refused: answer.err().map(|not_now| not_now.why),
        });
        // Whatever came of it, the ledger says that it was heard.
        self.phases.remove(&step);
        self.go_on_rolling(step)
    }

    /// What a look at a share has found is worth a record and a line.
    fn tell_look(&mut self, step: StepId, share: i64, until: Option<Timestamp>) {
        let now: Timestamp = self.now();
        let Some(record) = self.run.look_record(step, share, now) else { return };
        self.say(Happening::Looked {
            step,
            function: record.function.clone(),
            share: record.share,
            until,
            evidence: Box::new(record.evidence.clone()),
        });
        self.pending.push(Entry::Looked(Box::new(record)));
    }
}

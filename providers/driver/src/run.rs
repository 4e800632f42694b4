//! The loop.
mod ends;
mod rollouts;
mod telling;

use crate::answer;
use crate::flight::{self, Landed};
use crate::stop::Stop;
use crate::work::{Pace, Work};
use crate::{Artifacts, Sink};
use cutover_apply::run::RunError;
use cutover_apply::{Prepared, Report, Run, Task, Ticket};
use cutover_cloud::{Clock, Cloud, Journal, LedgerError, LedgerStore, Permit};
use cutover_rollout::{Outcome as RolloutOutcome, Who};
use cutover_schemas::ledger::{Entry, PersonRecord, Started, Timestamp};
use cutover_schemas::plan::StepId;
use cutover_schemas::progress::Progress;
use futures_util::future::{BoxFuture, FutureExt as _};
use futures_util::stream::{FuturesUnordered, StreamExt as _};
pub(crate) use rollouts::Asked;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// How many calls, waits and looks may be in the air at once.
const ROOM: usize = 64;
/// How long calls in flight may take to end once a stop is asked: CI kills after ten seconds.
const GRACE_MS: i64 = 7_000;

/// Why a run broke off.
#[derive(Debug, thiserror::Error)]
pub enum DriveError {
    /// The ledger failed: without it nothing may be done.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A broken invariant of ours.
    #[error(transparent)]
    Run(#[from] RunError),
}

/// Everything a run needs from outside.
#[derive(Debug)]
pub struct Driver<'a, C, K, A> {
    /// The cloud.
    pub cloud: &'a C,
    /// Time.
    pub clock: &'a K,
    /// Packed code.
    pub artifacts: &'a A,
    /// For whom, where.
    pub identity: &'a cutover_schemas::graph::Identity,
    /// The deployment's id.
    pub owner: &'a str,
}

/// Runs a plan to its end. The run's opening records are in the journal already.
pub async fn drive<C: Cloud, K: Clock, A: Artifacts, S: LedgerStore>(
    driver: &Driver<'_, C, K, A>,
    work: Work,
    journal: &mut Journal<S>,
    sink: &mut dyn Sink,
    stop: Stop,
) -> Result<Report, DriveError> {
    let Work { run, doubtful, asked, pace } = work;
    let mut work = Loop {
        driver,
        run,
        doubtful,
        pace,
        journal,
        sink,
        air: FuturesUnordered::new(),
        pending: Vec::new(),
        due: VecDeque::new(),
        held: VecDeque::new(),
        began: BTreeMap::new(),
        first: BTreeMap::new(),
        attempts: BTreeMap::new(),
        phases: BTreeMap::new(),
        counts: Vec::new(),
        looked: BTreeSet::new(),
        heard: 0,
        requests: Vec::new(),
        listens: None,
        calls_in_air: 0,
        stopping: None,
    };
    work.begin_with(asked).await?;
    work.go(stop).await?;
    Ok(work.run.report())
}

/// One line of calls: a step's, or that of one member of a rollout.
type Slot = (StepId, Option<Who>);

fn slot(prepared: &Prepared) -> Slot {
    (prepared.step, prepared.ticket.map(|ticket| ticket.who))
}

struct Loop<'a, C, K, A, S> {
    driver: &'a Driver<'a, C, K, A>,
    run: Run,
    journal: &'a mut Journal<S>,
    sink: &'a mut dyn Sink,
    air: FuturesUnordered<BoxFuture<'a, Landed>>,
    /// Records that become durable with the next intents, or before the loop rests.
    pending: Vec<Entry>,
    /// Calls whose intent is the next thing to record.
    due: VecDeque<Box<Prepared>>,
    /// Calls of rollouts that wait for their block.
    held: VecDeque<Box<Prepared>>,
    began: BTreeMap<StepId, Timestamp>,
    /// When the present call of a step, or of one member of a rollout, was first attempted.
    first: BTreeMap<Slot, Timestamp>,
    attempts: BTreeMap<Slot, u32>,
    /// The last recorded state of each rollout.
    phases: BTreeMap<StepId, Progress>,
    /// Counts that rollouts ask for: one question serves all of them.
    counts: Vec<Asked>,
    /// Rollouts that were looked at in this run.
    looked: BTreeSet<StepId>,
    /// Number of the last person's record.
    heard: u64,
    /// What was asked before this process came.
    requests: Vec<PersonRecord>,
    /// When to listen for people next.
    listens: Option<Timestamp>,
    /// Steps whose call an earlier process may have made.
    doubtful: BTreeSet<StepId>,
    pace: Pace,
    calls_in_air: usize,
    stopping: Option<Timestamp>,
}

impl<C: Cloud, K: Clock, A: Artifacts, S: LedgerStore> Loop<'_, C, K, A, S> {
    /// What people asked before this process came: each rollout hears it as it is taken up.
    async fn begin_with(
        &mut self,
        asked: Option<Vec<(u64, PersonRecord)>>,
    ) -> Result<(), DriveError> {
        let takes_up = asked.is_some();
        let mut requests = asked.unwrap_or_default();
        requests.extend(self.hear().await?);
        self.heard = requests.iter().map(|(seq, _)| *seq).max().unwrap_or(self.heard);
        if takes_up {
            self.requests = requests.into_iter().map(|(_, person)| person).collect();
        }
        Ok(())
    }

    async fn go(&mut self, mut stop: Stop) -> Result<(), DriveError> {
        loop {
            if self.stopping.is_none() {
                self.start()?;
            } else {
                self.start_held();
            }
            self.launch().await?;
            let calls_done =
                self.stopping.is_some() && self.calls_in_air == 0 && self.due.is_empty();
            if self.air.is_empty() || calls_done {
                return Ok(());
            }
            tokio::select! {
                biased;
                () = stop.asked(), if self.stopping.is_none() => {
                    self.run.stop();
                    self.due.clear();
                    self.held.clear();
                    self.stopping = Some(self.driver.clock.now().plus_millis(GRACE_MS));
                    self.interrupted()?;
                }
                () = until(self.driver.clock, self.stopping), if self.stopping.is_some() => {
                    self.air.clear();
                    self.calls_in_air = 0;
                }
                () = until(self.driver.clock, self.listens), if self.listens.is_some() => {
                    self.listen().await?;
                }
                Some(landed) = self.air.next() => self.landed(landed)?,
            }
            // Whatever else has an answer already shares the next durable write.
            while let Some(Some(landed)) = self.air.next().now_or_never() {
                self.landed(landed)?;
            }
        }
    }

    /// Takes what may start, and puts what needs no intent into the air at once.
    fn start(&mut self) -> Result<(), DriveError> {
        let room = ROOM.saturating_sub(self.air.len() + self.due.len());
        for (id, task) in self.run.start(room)? {
            self.began.insert(id, self.now());
            self.announce(id)?;
            self.begin(id, None, task)?;
        }
        self.start_held();
        Ok(())
    }

    /// Calls of rollouts whose block is free by now.
    fn start_held(&mut self) {
        let mut still = VecDeque::new();
        while let Some(prepared) = self.held.pop_front() {
            if !self.matters(&prepared) {
                continue;
            }
            if self.run.hold(&prepared.address) {
                self.due.push_back(prepared);
            } else {
                still.push_back(prepared);
            }
        }
        self.held = still;
    }

    fn begin(&mut self, id: StepId, ticket: Option<Ticket>, task: Task) -> Result<(), DriveError> {
        let (cloud, clock) = (self.driver.cloud, self.driver.clock);
        match task {
            Task::Call(prepared) if ticket.is_some() => {
                self.attempts.remove(&slot(&prepared));
                self.first.remove(&slot(&prepared));
                self.held.push_back(prepared);
            }
            Task::Call(prepared) if self.doubtful.remove(&id) => self.look_first(prepared),
            Task::Call(prepared) => self.due.push_back(prepared),
            Task::Wait { probe, budget } => {
                self.air.push(flight::wait(cloud, clock, (id, ticket), probe, budget).boxed());
            }
            Task::Roll => {
                let now = self.now();
                self.run.begin_rollout(id, now)?;
                for person in self.requests.clone() {
                    self.ask(id, &person)?;
                }
                self.go_on_rolling(id)?;
            }
            Task::Rollout(command) => {
                let ticket = ticket.ok_or(RunError::NoStep(id))?;
                self.begin_command(id, ticket, command)?;
            }
        }
        Ok(())
    }

    /// An earlier process may have made this call: a look tells.
    fn look_first(&mut self, prepared: Box<Prepared>) {
        let now = self.now();
        self.first.insert(slot(&prepared), now);
        self.attempts.insert(slot(&prepared), 1);
        self.calls_in_air += 1;
        let (cloud, clock) = (self.driver.cloud, self.driver.clock);
        let flight = flight::look(cloud, clock, self.driver.identity, prepared, 1);
        self.air.push(flight.boxed());
    }

    /// Records what ended and the intents of everything that is due, in one durable write, and
    /// makes the calls.
    async fn launch(&mut self) -> Result<(), DriveError> {
        let due: Vec<Box<Prepared>> = self.due.drain(..).collect();
        let (due, late): (Vec<_>, Vec<_>) =
            due.into_iter().partition(|prepared| self.matters(prepared));
        for prepared in late {
            self.run.release(&prepared.address);
        }
        self.count();
        let mut entries = std::mem::take(&mut self.pending);
        for prepared in &due {
            let attempt = self.attempts.entry(slot(prepared)).or_insert(0);
            *attempt += 1;
            entries.push(Entry::Started(Started {
                step: prepared.step,
                attempt: *attempt,
                operation: prepared.operation,
                address: prepared.address.clone(),
                kind: prepared.kind,
                key: self.run.key_of(&prepared.address, prepared.kind),
            }));
        }
        if entries.is_empty() {
            return Ok(());
        }
        let (_, proofs) = self.journal.append(entries).await?;
        let now = self.now();
        for (prepared, proof) in due.into_iter().zip(proofs) {
            let (step, operation) = (prepared.step, prepared.operation);
            self.first.entry(slot(&prepared)).or_insert(now);
            let attempt = self.attempts.get(&slot(&prepared)).copied().unwrap_or(1);
            let permit = Permit::new(step, operation, proof);
            self.calls_in_air += 1;
            self.air.push(
                flight::attempt(
                    self.driver.cloud,
                    self.driver.artifacts,
                    prepared,
                    attempt,
                    permit,
                )
                .boxed(),
            );
        }
        Ok(())
    }

    fn landed(&mut self, landed: Landed) -> Result<(), DriveError> {
        match landed {
            Landed::Attempted { prepared, attempt, answer } => {
                self.calls_in_air = self.calls_in_air.saturating_sub(1);
                let verdict = answer::read(&prepared, attempt, answer);
                self.verdict(prepared, attempt, verdict)
            }
            Landed::Looked { prepared, attempt, sight } => {
                self.calls_in_air = self.calls_in_air.saturating_sub(1);
                self.looked(prepared, attempt, sight)
            }
            Landed::Rested { prepared } if self.matters(&prepared) => {
                self.due.push_back(prepared);
                Ok(())
            }
            Landed::Rested { prepared } => {
                self.run.release(&prepared.address);
                Ok(())
            }
            Landed::Waited { step, ticket, answer } => self.waited(step, ticket, answer),
            Landed::Found { step, ticket, version } => {
                self.rollout(step, ticket, &RolloutOutcome::Found(version))
            }
            Landed::Woke { step, ticket } => self.rollout(step, ticket, &RolloutOutcome::Woke),
            Landed::Counted { answers } => {
                for (step, ticket, outcome) in answers {
                    self.looked.insert(step);
                    self.rollout(step, ticket, &outcome)?;
                }
                Ok(())
            }
        }
    }
}

/// Returns at that moment.
async fn until<K: Clock>(clock: &K, until: Option<Timestamp>) {
    if let Some(until) = until {
        clock.sleep_until(until).await;
    }
}

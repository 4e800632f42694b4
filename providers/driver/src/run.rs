//! The loop.
mod rollouts;
mod telling;

use crate::answer::{self, Found, Verdict};
use crate::flight::{self, Landed};
use crate::stop::Stop;
use crate::{Artifacts, Sink};
use cutover_apply::retry;
use cutover_apply::run::RunError;
use cutover_apply::{Failure, Prepared, Report, Run, StepEnd, Task, Ticket};
use cutover_cloud::{Clock, Cloud, Journal, LedgerError, LedgerStore, Permit, ProbeAnswer};
use cutover_rollout::{Outcome as RolloutOutcome, Refusal, Who};
use cutover_schemas::ledger::{Entry, Outcome, PersonRecord, Started, Timestamp};
use cutover_schemas::plan::StepId;
use cutover_schemas::progress::Progress;
use cutover_schemas::value::{Attrs, Value};
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

/// How far a run is driven.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// Until everything is over, or held.
    #[default]
    ToTheEnd,
    /// Until every rollout has its first share: others watch it.
    UntilShifted,
    /// One look at every rollout, and what follows from it.
    OneLook,
}

/// What is driven.
#[derive(Debug)]
pub struct Work {
    /// The run.
    pub run: Run,
    /// Steps whose call an earlier process may have made.
    pub doubtful: BTreeSet<StepId>,
    /// What people asked of it that nobody has answered, with the records' numbers; nothing for a run that begins, as
    /// what was asked before it was asked of another.
    pub asked: Option<Vec<(u64, PersonRecord)>>,
    /// How far.
    pub pace: Pace,
}

impl From<Run> for Work {
    fn from(run: Run) -> Self {
        Self { run, doubtful: BTreeSet::new(), asked: None, pace: Pace::ToTheEnd }
    }
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

    fn verdict(
        &mut self,
        prepared: Box<Prepared>,
        attempt: u32,
        verdict: Verdict,
    ) -> Result<(), DriveError> {
        match verdict {
            Verdict::Done { outputs, revision } => {
                self.done(&prepared, attempt, outputs, revision, false)
            }
            Verdict::Failed { code, message, conflict } => {
                self.refused(&prepared, attempt, &code, &message, conflict)
            }
            Verdict::Look { why } => {
                self.say_retry(&prepared, why, 0);
                self.calls_in_air += 1;
                let flight = flight::look(
                    self.driver.cloud,
                    self.driver.clock,
                    self.driver.identity,
                    prepared,
                    attempt,
                );
                self.air.push(flight.boxed());
                Ok(())
            }
            Verdict::Again { patience, asked, code, message } => {
                let now = self.now();
                let waited = now.0 - self.first.get(&slot(&prepared)).copied().unwrap_or(now).0;
                let spread = i64::from(prepared.step.wrapping_mul(7_919) % 1_000);
                match retry::pause(patience, attempt, waited, asked, spread) {
                    Some(pause) => {
                        self.append_end(
                            &prepared,
                            attempt,
                            Outcome::Refused { code, message: message.clone() },
                        );
                        self.say_retry(&prepared, message, pause);
                        self.air.push(
                            flight::rest(self.driver.clock, prepared, now.plus_millis(pause))
                                .boxed(),
                        );
                        Ok(())
                    }
                    None => self.refused(&prepared, attempt, &code, &message, false),
                }
            }
        }
    }

    fn looked(
        &mut self,
        prepared: Box<Prepared>,
        attempt: u32,
        sight: Result<cutover_schemas::snapshot::Sight, String>,
    ) -> Result<(), DriveError> {
        let sight = match sight {
            Ok(sight) => sight,
            // Nobody knows whether it took effect: the intent stays open, and the next run looks again. Were it
            // recorded as ended, what it made would be a stranger to the ledger from then on.
            Err(message) => return self.fail(&prepared, "NoAnswer", &message, false),
        };
        match answer::found(&prepared, &sight, self.driver.owner) {
            Found::Done { outputs, revision } => {
                self.done(&prepared, attempt, outputs, revision, true)
            }
            Found::Conflict { message } => {
                self.refused(&prepared, attempt, "Conflict", &message, true)
            }
            Found::Undone => {
                let now = self.now();
                let waited = now.0 - self.first.get(&slot(&prepared)).copied().unwrap_or(now).0;
                match retry::pause(retry::Patience::Lost, attempt, waited, None, 0) {
                    Some(pause) => {
                        self.append_end(&prepared, attempt, Outcome::FoundUndone);
                        self.air.push(
                            flight::rest(self.driver.clock, prepared, now.plus_millis(pause))
                                .boxed(),
                        );
                        Ok(())
                    }
                    // The look may lag behind the effect: this intent stays open, too.
                    None => self.fail(
                        &prepared,
                        "NoAnswer",
                        "no answer came, and a look shows no effect",
                        false,
                    ),
                }
            }
        }
    }

    fn done(
        &mut self,
        prepared: &Prepared,
        attempt: u32,
        outputs: Attrs,
        revision: Option<String>,
        found: bool,
    ) -> Result<(), DriveError> {
        let kept = kept_outputs(prepared, &outputs);
        let outcome = if found {
            Outcome::FoundDone { outputs: kept }
        } else {
            Outcome::Done { outputs: kept }
        };
        self.append_end(prepared, attempt, outcome);
        if let Some(ticket) = prepared.ticket {
            self.run.release(&prepared.address);
            let outcome = RolloutOutcome::Called { attrs: outputs, revision };
            return self.rollout(prepared.step, ticket, &outcome);
        }
        self.end(prepared.step, StepEnd::Done { outputs, revision })
    }

    fn refused(
        &mut self,
        prepared: &Prepared,
        attempt: u32,
        code: &str,
        message: &str,
        conflict: bool,
    ) -> Result<(), DriveError> {
        self.append_end(
            prepared,
            attempt,
            Outcome::Refused { code: code.to_owned(), message: message.to_owned() },
        );
        self.fail(prepared, code, message, conflict)
    }

    fn fail(
        &mut self,
        prepared: &Prepared,
        code: &str,
        message: &str,
        conflict: bool,
    ) -> Result<(), DriveError> {
        if let Some(ticket) = prepared.ticket {
            self.run.release(&prepared.address);
            let refusal = Refusal { code: code.to_owned(), message: message.to_owned(), conflict };
            return self.rollout(prepared.step, ticket, &RolloutOutcome::Refused(refusal));
        }
        self.end(prepared.step, StepEnd::Failed(answer::failure(prepared, code, message, conflict)))
    }

    fn waited(
        &mut self,
        step: StepId,
        ticket: Option<Ticket>,
        answer: ProbeAnswer,
    ) -> Result<(), DriveError> {
        if let Some(ticket) = ticket {
            let outcome = match answer {
                ProbeAnswer::Ready { outputs: attrs, revision } => {
                    RolloutOutcome::Ready { attrs, revision }
                }
                ProbeAnswer::Failed { reason } => RolloutOutcome::NotReady(reason),
                ProbeAnswer::Absent | ProbeAnswer::Pending | ProbeAnswer::Unanswered { .. } => {
                    RolloutOutcome::NotReady("it is gone".to_owned())
                }
            };
            return self.rollout(step, ticket, &outcome);
        }
        match answer {
            ProbeAnswer::Ready { outputs, revision } => {
                self.end(step, StepEnd::Done { outputs, revision })
            }
            ProbeAnswer::Failed { reason } => self.never_ready(step, reason),
            // A wait ends only as ready or failed.
            ProbeAnswer::Absent | ProbeAnswer::Pending | ProbeAnswer::Unanswered { .. } => {
                self.never_ready(step, "it is gone".to_owned())
            }
        }
    }

    fn never_ready(&mut self, step: StepId, reason: String) -> Result<(), DriveError> {
        let address = self.run.step(step)?.address.clone();
        self.end(
            step,
            StepEnd::Failed(Failure::refused(step, address, "NeverReady", &reason, false)),
        )
    }
}

/// Returns at that moment.
async fn until<K: Clock>(clock: &K, until: Option<Timestamp>) {
    if let Some(until) = until {
        clock.sleep_until(until).await;
    }
}

/// What the ledger keeps of an answer: attributes of the kind that the service computed, and what
/// the rollout decided. An invocation's payload may hold anything, so it is never kept.
fn kept_outputs(prepared: &Prepared, outputs: &Attrs) -> Attrs {
    use cutover_schemas::table::Owner;
    let kept = outputs.iter().filter(|(name, value)| {
        !value.is_null()
            && prepared.kind.row().attr(name).is_some_and(|attr| attr.flags.owner != Owner::Spec)
            || (*name == "digest" && **value == Value::Null)
    });
    kept.map(|(name, value)| (name.clone(), value.clone())).collect()
}

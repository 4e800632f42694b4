//! Carrying a plan out: lease, one more look, open, drive, close.
use super::look::{Deployment, Planned};
use super::switch::{Switch, recorded};
use super::{mint, saved};
use crate::error::CliError;
use crate::render::words;
use cutover_apply::run::Inputs;
use cutover_apply::{Report, Run};
use cutover_cloud::{Clock, Cloud, Journal, LedgerStore};
use cutover_driver::stop::Stop;
use cutover_driver::{Artifacts, DriveError, Driver, Opening, Pace, Sink, Work, drive};
use cutover_plan::pause::under_pauses;
use cutover_schemas::event::{Event, Happening};
use cutover_schemas::ledger::{Closed, Entry, Run as RunInfo, RunResult, View};
use cutover_schemas::plan::{Action, PROTECTED, Plan};
use cutover_schemas::value::{Attrs, Value};
use std::collections::BTreeSet;

/// What was carried out.
#[derive(Debug)]
pub struct Applied {
    /// How it ended.
    pub report: Report,
    /// Number of the deployment's new state.
    pub revision: Option<u64>,
}

/// The means of carrying out.
#[expect(missing_debug_implementations, reason = "a sink is any function")]
pub struct Means<'a, A> {
    /// Packed code.
    pub artifacts: &'a A,
    /// Who, where from, why; the plan's digest is put in.
    pub run: RunInfo,
    /// Where events go.
    pub sink: &'a mut dyn Sink,
    /// Asks to stop.
    pub stop: Stop,
    /// How far it is carried.
    pub pace: Pace,
}

impl<C: Cloud, K: Clock> Deployment<'_, C, K> {
    /// Carries out a plan that was shown. The lease is taken first and the world is looked at once
    /// more: if anything moved, nothing is done.
    pub async fn apply<S: LedgerStore, A: Artifacts>(
        &self,
        journal: &mut Journal<S>,
        shown: &Planned,
        means: Means<'_, A>,
    ) -> Result<Applied, CliError> {
        blocked(&shown.plan)?;
        let lease = journal.store().acquire(&self.identity.caller).await?;
        if let Some(refused) = self.moved_outside().await? {
            journal.store().release().await?;
            return Err(refused);
        }
        let view = cutover_apply::fold(&journal.store().read().await?);
        let planned = self.plan_again(&view, shown).await?;
        if planned.plan.digest != shown.plan.digest {
            journal.store().release().await?;
            return Err(saved::moved(&shown.plan, &planned.plan));
        }
        let (owner, key) = identity_of(&view)?;
        let switch = shown.options.switch.as_ref();
        let moves = cutover_apply::moves::pending(&view, &self.graph.moved);
        let now = recorded(&view, switch, &self.graph.moved);
        let graph = under_pauses(self.graph, &now.paused).into_owned();
        let run = RunInfo { plan_digest: planned.plan.digest.clone(), ..means.run };
        let opening = Opening {
            run: &run,
            plan: &planned.plan,
            graph: &graph,
            present: &planned.present,
            view: &now,
            moves: &moves,
            owner: &owner,
            key: &key,
            protect: self.protect,
            partial: !shown.options.only.is_empty(),
        };
        let mut entries = cutover_driver::open(&opening);
        entries.extend(switch.map(Switch::entry));
        entries.extend(shown.options.pins(&view, &run.caller, self.clock.now()));
        journal.append(entries).await?;
        let (steps, summary) = (planned.plan.steps.len(), planned.plan.summary);
        let clock = self.clock;
        let mut say = |what| means.sink.event(Event { at: clock.now(), what });
        say(Happening::Opened { epoch: lease.epoch, steps, takes_over: lease.takes_over });
        let inputs = Inputs {
            plan: planned.plan,
            graph,
            resolved: planned.resolved,
            present: planned.present,
            owner: owner.clone(),
            key: key.clone(),
        };
        let driver = Driver {
            cloud: self.cloud,
            clock,
            artifacts: means.artifacts,
            identity: self.identity,
            owner: &owner,
        };
        let work = Work { pace: means.pace, ..Work::from(Run::new(inputs)) };
        let report =
            drive(&driver, work, journal, means.sink, means.stop).await.map_err(broken_off)?;
        let revision = close(journal, &view, &report, &key).await?;
        let mut say = |what| means.sink.event(Event { at: clock.now(), what });
        say(Happening::Finished {
            result: word(report.result).to_owned(),
            summary,
            done: report.done,
            failed: report.failures.len(),
            skipped: report.skipped,
            revision,
        });
        Ok(Applied { report, revision })
    }
}

impl<C: Cloud, K: Clock> Deployment<'_, C, K> {
    /// The refusal of a plan that was made from what is no longer so outside of the stack.
    async fn moved_outside(&self) -> Result<Option<CliError>, CliError> {
        let Some(outside) = self.outside else { return Ok(None) };
        let changed = outside.changed(self.cloud).await?;
        Ok((!changed.is_empty()).then(|| {
            let changed = words::some_of(&changed, 3);
            let message = format!("the plan is no longer true: outside of the stack, {changed} changed since it was made");
            CliError::conflict("plan/moved", message).hint("plan again and review it")
        }))
    }
}

/// Refuses a plan in which something waits for a person.
pub fn blocked(plan: &Plan) -> Result<(), CliError> {
    let blocked = || plan.changes.iter().filter(|change| change.action == Action::Blocked);
    let names: Vec<String> = blocked().map(|change| change.address.to_string()).collect();
    if names.is_empty() {
        return Ok(());
    }
    let protected = blocked().all(|change| change.reasons.iter().all(|reason| reason == PROTECTED));
    if protected {
        let names = words::some_of(&names, 3);
        return Err(CliError::user("stage/protected", format!("the stage is protected: {names}"))
            .hint("take `protect` off the stage, apply that, and then delete"));
    }
    let number = words::count(names.len(), "change is blocked", "changes are blocked");
    let error =
        CliError::conflict("plan/blocked", format!("{number}: {}", words::some_of(&names, 3)));
    // The same reason often blocks many: it is said once.
    let reasons: BTreeSet<&String> = blocked().flat_map(|change| &change.reasons).collect();
    Err(reasons.into_iter().fold(error, CliError::hint))
}

pub(super) fn broken_off(error: DriveError) -> CliError {
    match error {
        DriveError::Ledger(error) => error.into(),
        DriveError::Run(error) => CliError::internal(error.to_string()),
    }
}

/// The deployment's id and key: the ledger's, or fresh ones at the first apply.
fn identity_of(view: &View) -> Result<(String, String), CliError> {
    let owner = view.owner.clone().map_or_else(|| mint::hex(8), Ok)?;
    let key = view.key.clone().map_or_else(|| mint::hex(32), Ok)?;
    Ok((owner, key))
}

pub(super) async fn close<S: LedgerStore>(
    journal: &mut Journal<S>,
    view: &View,
    report: &Report,
    key: &str,
) -> Result<Option<u64>, CliError> {
    if !report.result.is_over() {
        // Its rollouts go on: whoever watches next carries the run to its end.
        journal.store().release().await?;
        return Ok(None);
    }
    let complete = report.result == RunResult::Complete;
    let revision = complete.then_some(view.revision + 1);
    let digest = |text: &str| cutover_schemas::keyed::digest(key, text);
    let outputs: Attrs = report
        .outputs
        .iter()
        .map(|(name, value): (&String, &Value)| (name.clone(), value.redacted(&digest)))
        .collect();
    let summary = format!(
        "{} done, {} failed, {} not run",
        report.done,
        report.failures.len(),
        report.skipped
    );
    let closed = Closed { result: report.result, revision, summary, outputs };
    journal.append(vec![Entry::Closed(closed)]).await?;
    journal.store().release().await?;
    Ok(revision)
}

/// The word for a result in events.
pub(super) fn word(result: RunResult) -> &'static str {
    match result {
        RunResult::Complete => "complete",
        RunResult::Failed => "failed",
        RunResult::Aborted => "aborted",
        RunResult::Interrupted => "interrupted",
        RunResult::InProgress => "in_progress",
        RunResult::Held => "held",
        RunResult::Unhealthy => "unhealthy",
    }
}

//! Going on with a run that another process left: lease, what the ledger says, drive, close.
use super::apply::{Applied, broken_off, close, word};
use super::look::Deployment;
use crate::error::CliError;
use cutover_cloud::{Clock, Cloud, Journal, LedgerStore};
use cutover_driver::stop::Stop;
use cutover_driver::{Artifacts, Driver, Pace, Sink, Work, drive};
use cutover_schemas::event::{Event, Happening};
use cutover_schemas::ledger::View;
use cutover_schemas::plan::Summary;

/// The means of going on.
#[expect(missing_debug_implementations, reason = "a sink is any function")]
pub struct Carrier<'a, A> {
    /// Packed code; a run that is taken up from its ledger has none.
    pub artifacts: &'a A,
    /// Where events go.
    pub sink: &'a mut dyn Sink,
    /// Asks to stop.
    pub stop: Stop,
    /// How far it is carried.
    pub pace: Pace,
}

impl<C: Cloud, K: Clock> Deployment<'_, C, K> {
    /// Carries the run that has no end yet; nothing where every run has one.
    pub async fn carry_on<S: LedgerStore, A: Artifacts>(
        &self,
        journal: &mut Journal<S>,
        carrier: Carrier<'_, A>,
    ) -> Result<Option<Applied>, CliError> {
        let lease = journal.store().acquire(&self.identity.caller).await?;
        let view = cutover_apply::fold(&journal.store().read().await?);
        let Some(rest) = cutover_apply::take_up(&view, self.identity) else {
            journal.store().release().await?;
            return Ok(None);
        };
        let (owner, key) = owner_and_key(&view);
        let steps = rest.run.plan().steps.len();
        let clock = self.clock;
        let mut say = |what| carrier.sink.event(Event { at: clock.now(), what });
        say(Happening::Opened { epoch: lease.epoch, steps, takes_over: lease.takes_over });
        let driver = Driver {
            cloud: self.cloud,
            clock,
            artifacts: carrier.artifacts,
            identity: self.identity,
            owner: &owner,
        };
        let work = Work {
            run: rest.run,
            doubtful: rest.doubtful,
            asked: Some(rest.asked),
            pace: carrier.pace,
        };
        let report =
            drive(&driver, work, journal, carrier.sink, carrier.stop).await.map_err(broken_off)?;
        let revision = close(journal, &view, &report, &key).await?;
        let mut say = |what| carrier.sink.event(Event { at: clock.now(), what });
        say(Happening::Finished {
            result: word(report.result).to_owned(),
            summary: Summary::default(),
            done: report.done,
            failed: report.failures.len(),
            skipped: report.skipped,
            revision,
        });
        Ok(Some(Applied { report, revision }))
    }
}

/// A run that is under way has both.
fn owner_and_key(view: &View) -> (String, String) {
    (view.owner.clone().unwrap_or_default(), view.key.clone().unwrap_or_default())
}

//! From records to a view: what exists, what may exist, what was going on.
mod effect;
mod rollouts;

use crate::moves::relocate;
use cutover_schemas::address::Address;
use cutover_schemas::ledger::{
    Closed, Ended, Entry, Opened, Outcome, PastRun, Record, RunResult, View, old_address,
};
use cutover_schemas::plan::StepAction;
use effect::Gone;
use std::collections::BTreeSet;

/// Adds records up, oldest first.
pub fn fold(records: &[Record]) -> View {
    let mut fold = Fold::default();
    for record in records {
        fold.record(record);
    }
    fold.view
}

#[derive(Default)]
struct Fold {
    view: View,
    /// The run that the records belong to.
    opened: Option<Opened>,
    /// What this run has made: deleting its old half doesn't unmake it.
    made: BTreeSet<Address>,
}

impl Fold {
    fn record(&mut self, record: &Record) {
        self.view.epoch = self.view.epoch.max(record.epoch);
        match &record.entry {
            Entry::Opened(opened) => self.opened(record, opened),
            Entry::Started(started) => {
                self.view.dangling.insert(started.address.clone(), started.clone());
            }
            Entry::Ended(ended) => self.ended(ended),
            Entry::Rollout(rollout) => rollouts::moved_on(&mut self.view, rollout),
            Entry::Looked(look) => {
                self.view.looks.insert(look.function.clone(), (**look).clone());
            }
            Entry::Person(person) => {
                if let Some(carried) = &mut self.view.carried {
                    carried.asked.push((record.seq, person.clone()));
                }
            }
            Entry::Pinned { function, pin } => {
                self.view.pin(function, pin.clone());
            }
            Entry::Unpinned { function, .. } => {
                self.view.pins.remove(function);
            }
            Entry::Adopted { resources } => {
                for (address, known) in resources {
                    self.told(address);
                    effect::put(&mut self.view.known, address, known.clone());
                }
            }
            Entry::Forgot { addresses } => {
                for address in addresses {
                    self.told(address);
                    let gone = effect::forget(&mut self.view.known, address);
                    self.gone(&gone);
                }
            }
            Entry::Moved { moves } => relocate(&mut self.view, moves),
            Entry::Paused { trigger, pause } => {
                self.view.paused.insert(trigger.clone(), pause.clone());
            }
            Entry::Resumed { trigger } => {
                self.view.paused.remove(trigger);
            }
            Entry::Closed(closed) => self.closed(closed),
        }
    }

    /// A look has told what became of a call. What was suspected beside something else had an
    /// address like an old half's.
    fn told(&mut self, address: &Address) {
        self.view.dangling.remove(address);
        self.view
            .dangling
            .retain(|base, started| old_address(base, started.kind, &started.key) != *address);
    }

    /// No call is open any more on what is gone. One that makes its successor is: until that exists,
    /// both have the same address.
    fn gone(&mut self, gone: &[Gone]) {
        self.view.dangling.retain(|address, started| {
            let one = gone.iter().find(|one| one.address == *address);
            one.is_none_or(|one| {
                one.half.as_ref().is_some_and(|half| half.is_another(&started.key))
            })
        });
    }

    fn opened(&mut self, record: &Record, opened: &Opened) {
        self.view.owner = Some(opened.owner.clone());
        self.view.key = Some(opened.key.clone());
        self.view.open = Some(opened.run.clone());
        self.view.runs.push(PastRun {
            epoch: record.epoch,
            at: record.at,
            run: opened.run.clone(),
            mode: opened.mode,
            closed: None,
        });
        rollouts::opened(&mut self.view, opened, record.at);
        self.opened = Some(opened.clone());
        self.made.clear();
    }

    fn ended(&mut self, ended: &Ended) {
        let started = self.view.dangling.get(&ended.address);
        if started
            .is_some_and(|started| started.step == ended.step && started.attempt == ended.attempt)
        {
            self.view.dangling.remove(&ended.address);
        }
        match &ended.outcome {
            Outcome::Done { outputs } | Outcome::FoundDone { outputs } => {
                // A rollout makes many calls: its own records tell when it is done.
                if let Some(carried) = &mut self.view.carried
                    && !carried.opened.steps.iter().any(|step| {
                        step.id == ended.step && matches!(step.action, StepAction::Rollout(_))
                    })
                {
                    carried.done.insert(ended.step);
                }
                if let Some(opened) = &self.opened {
                    let (known, made) = (&mut self.view.known, &mut self.made);
                    let gone = effect::apply(known, made, opened, ended, outputs);
                    self.gone(&gone);
                }
            }
            Outcome::FoundUndone | Outcome::Refused { .. } => {}
        }
    }

    fn closed(&mut self, closed: &Closed) {
        self.view.open = None;
        self.view.carried = None;
        if let Some(run) = self.view.runs.last_mut() {
            run.closed = Some(closed.clone());
        }
        if closed.result == RunResult::Complete {
            self.view.outputs.clone_from(&closed.outputs);
            if self.opened.as_ref().is_none_or(|opened| !opened.partial) {
                self.settled();
            }
        }
        self.view.revision = closed.revision.unwrap_or(self.view.revision);
    }

    /// A complete run over everything has looked at whatever was open, and what it took away is not paused any more.
    fn settled(&mut self) {
        let known = &self.view.known;
        self.view.dangling.retain(|address, _| !known.contains_key(address));
        self.view.rollouts.clear();
        let blocks: BTreeSet<Address> = known.keys().map(Address::block).collect();
        self.view.paused.retain(|trigger, _| blocks.contains(trigger));
    }
}

#[cfg(test)]
mod tests;

//! The idle workers of each function version.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use tokio::sync::Notify;

use super::worker::Worker;

/// Every version's idle workers.
#[derive(Default)]
pub(super) struct Pool {
    slots: RefCell<BTreeMap<String, Rc<Slot>>>,
}

/// One version's idle workers.
#[derive(Default)]
pub(super) struct Slot {
    idle: RefCell<Vec<Worker>>,
    /// Told when a worker becomes idle.
    pub(super) returned: Notify,
    /// The number of provisioned workers alive, idle or not.
    pub(super) provisioned: Cell<usize>,
    /// The number of provisioned workers wanted.
    pub(super) wanted: Cell<usize>,
}

impl Slot {
    /// Takes a worker of the generation, provisioned ones first; ends those of others.
    pub(super) fn take(&self, generation: &str) -> Option<Worker> {
        let mut idle = self.idle.borrow_mut();
        idle.retain_mut(|worker| {
            let kept = worker.spec.generation == generation && worker.alive();
            if !kept && worker.provisioned {
                self.provisioned.set(self.provisioned.get().saturating_sub(1));
            }
            kept
        });
        let at = idle.iter().position(|worker| worker.provisioned).or(idle.len().checked_sub(1))?;
        Some(idle.remove(at))
    }

    /// Takes back a worker; a provisioned one no longer wanted is ended.
    pub(super) fn put(&self, worker: Worker) {
        if worker.provisioned && self.provisioned.get() > self.wanted.get() {
            self.provisioned.set(self.provisioned.get() - 1);
            return;
        }
        self.idle.borrow_mut().push(worker);
        self.returned.notify_one();
    }

    /// Ends the idle provisioned workers that are no longer wanted.
    pub(super) fn release(&self) {
        let mut idle = self.idle.borrow_mut();
        while self.provisioned.get() > self.wanted.get() {
            let Some(at) = idle.iter().position(|worker| worker.provisioned) else { break };
            drop(idle.remove(at));
            self.provisioned.set(self.provisioned.get() - 1);
        }
    }
}

impl Pool {
    /// Returns the slot of a version.
    pub(super) fn slot(&self, key: &str) -> Rc<Slot> {
        Rc::clone(self.slots.borrow_mut().entry(key.to_owned()).or_default())
    }

    /// Ends the idle workers of a version, or of every version of a function when the key ends with a colon.
    pub(super) fn forget(&self, gone: &str) {
        self.slots.borrow_mut().retain(|key, slot| {
            let forgotten = key == gone || (gone.ends_with(':') && key.starts_with(gone));
            if forgotten {
                slot.wanted.set(0);
                slot.provisioned.set(0);
                slot.idle.borrow_mut().clear();
            }
            !forgotten
        });
    }

    /// Ends workers idle for longer than `idle`, and the longest idle beyond `kept`.
    pub(super) fn reap(&self, idle: Duration, kept: usize) {
        let slots = self.slots.borrow();
        let mut ages = Vec::new();
        for slot in slots.values() {
            let mut workers = slot.idle.borrow_mut();
            workers.retain(|worker| worker.provisioned || worker.idle_since.elapsed() < idle);
            ages.extend(
                workers.iter().filter(|worker| !worker.provisioned).map(|worker| worker.idle_since),
            );
        }
        if ages.len() <= kept {
            return;
        }
        ages.sort_unstable();
        let Some(oldest) = ages.get(ages.len() - kept).copied() else { return };
        for slot in slots.values() {
            slot.idle
                .borrow_mut()
                .retain(|worker| worker.provisioned || worker.idle_since >= oldest);
        }
    }
}

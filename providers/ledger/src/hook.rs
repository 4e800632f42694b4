//! Stopping a run right before or right after a durable write, as a crash would.
//!
//! The sweep over every crash point is how resuming is tested: after such a stop the store is
//! dead, like the process that held it, and its lease is free.
use cutover_cloud::LedgerError;
use cutover_schemas::ledger::Record;
use std::fmt;
use std::io::{Error, ErrorKind};
use std::sync::Arc;

/// Which side of a durable write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Nothing of it is written.
    Before,
    /// All of it is written, and nobody knows.
    After,
}

/// What happens at that moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The write goes on.
    Pass,
    /// The store dies: this append and everything after it is an [`ErrorKind::Interrupted`].
    Crash,
}

/// Asked at both sides of every durable write, with the records of that write.
pub type Hook = Arc<dyn Fn(Moment, &[Record]) -> Verdict + Send + Sync>;

/// A store's hook, and whether it has struck.
#[derive(Default)]
pub(crate) struct Mortal {
    hook: Option<Hook>,
    dead: bool,
}

impl Mortal {
    pub(crate) fn set(&mut self, hook: Option<Hook>) {
        self.hook = hook;
    }

    /// Fails once the store is dead.
    pub(crate) fn alive(&self, place: &str) -> Result<(), LedgerError> {
        if self.dead {
            return Err(LedgerError::Storage {
                verb: "use",
                place: place.to_owned(),
                source: Error::new(ErrorKind::Interrupted, "the run was made to stop here"),
            });
        }
        Ok(())
    }

    /// Asks the hook, and dies if it says so.
    pub(crate) fn survive(
        &mut self,
        moment: Moment,
        records: &[Record],
        place: &str,
    ) -> Result<(), LedgerError> {
        if let Some(hook) = &self.hook {
            self.dead |= hook(moment, records) == Verdict::Crash;
        }
        self.alive(place)
    }
}

impl fmt::Debug for Mortal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mortal")
            .field("hooked", &self.hook.is_some())
            .field("dead", &self.dead)
            .finish()
    }
}

//! What policies were asked: every action on every resource that somebody's call needed, beside the journal and as
//! little a part of what is saved.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// An action on a resource that a caller's policies were asked about, whatever they answered. The account itself is
/// asked for nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// Who called, by ARN.
    pub who: String,
    /// `lambda:CreateFunction`.
    pub action: String,
    /// The resource's ARN, or `*`.
    pub resource: String,
}

/// Things that are remembered: a server that runs for weeks is asked about many.
const MOST: usize = 100_000;

/// Everything that was asked since the record was last emptied, each thing once.
#[derive(Debug, Default)]
pub(crate) struct Record(Mutex<BTreeSet<Asked>>);

impl Record {
    pub(super) fn note(&self, asked: Asked) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() < MOST {
            all.insert(asked);
        }
    }

    /// What was asked; from now on, nothing.
    pub(crate) fn take(&self) -> BTreeSet<Asked> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A copy of a world has been asked nothing.
impl Clone for Record {
    fn clone(&self) -> Record {
        Record::default()
    }
}

//! Counts requests by operation: what a plan's budget and the benchmarks read.
use crate::requests::Named;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A shared counter of requests, retries included.
#[derive(Clone, Debug, Default)]
pub struct Calls(Arc<Mutex<BTreeMap<(String, String), Count>>>);

/// How often one operation was sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Requests sent.
    pub sent: u64,
    /// Whether the operation can change anything.
    pub mutating: bool,
}

impl Calls {
    /// Requests so far, by service (signing name) and operation.
    pub fn by_operation(&self) -> BTreeMap<(String, String), Count> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reading requests so far.
    pub fn reads(&self) -> u64 {
        self.total(false)
    }

    /// Mutating requests so far.
    pub fn writes(&self) -> u64 {
        self.total(true)
    }

    fn total(&self, mutating: bool) -> u64 {
        let counts = self.by_operation();
        counts.values().filter(|count| count.mutating == mutating).map(|count| count.sent).sum()
    }

    pub(crate) fn count(&self, named: &Named) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry((named.service.clone(), named.operation.clone())).or_default();
        count.sent += 1;
        count.mutating = named.mutating;
    }
}

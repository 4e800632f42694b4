//! Time as the driver sees it.
use cutover_schemas::ledger::Timestamp;
use std::future::Future;

/// A clock that can be waited on.
pub trait Clock: Send + Sync {
    /// The present.
    fn now(&self) -> Timestamp;
    /// Returns when `until` has come.
    fn sleep_until(&self, until: Timestamp) -> impl Future<Output = ()> + Send;
}

//! The ledger's storage, seen through its port.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may fail by panicking"
)]
mod crash;
mod damage;
mod entries;
mod format;
mod lease;
mod process;
mod requests;
mod storage;

use cutover_ledger::Now;
use cutover_schemas::ledger::Timestamp;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

/// Runs a store's future, which never waits.
fn done<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer,
        Poll::Pending => panic!("a store waited"),
    }
}

/// 2026-01-02T03:04:05.678Z, always.
fn clock() -> Now {
    Arc::new(|| Timestamp(1_767_323_045_678))
}

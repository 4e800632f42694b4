//! The outside of functions: worker processes, the Runtime API, queues that feed functions.

mod parent_death;

use std::sync::Arc;

use crate::ops::{Effect, Fault, Reply};
use crate::server::shared::Shared;

pub use parent_death::worker_main;

/// Carries out what an operation asked of the outside, and completes its answer.
pub(crate) async fn carry_out(_shared: &Arc<Shared>, effect: Effect) -> Result<Reply, Fault> {
    match effect {
        Effect::Invoke(invocation) => {
            let text = format!("function {} cannot run yet", invocation.function);
            Err(Fault::receiver(500, "ServiceException", text))
        }
    }
}

/// Background work, from the server's start to its stop.
pub(crate) async fn background(shared: Arc<Shared>) {
    shared.stopped().await;
}

/// Ends every worker process. Called once, when the server stops.
pub(crate) async fn shut_down(_shared: &Arc<Shared>) {}

//! The outside of functions: worker processes, and carrying out what operations ask of them.

mod errands;
mod invoke;
mod provision;
mod supervisor;
pub(crate) mod workers;

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::ops::{Effect, Fault, Reply};
use crate::server::shared::Shared;
use workers::{Workers, WorkersConfig};

pub(crate) use invoke::run as run_function;
pub use supervisor::worker_main;

/// What runs outside the world: the workers, started with the first function, and the calls in flight.
#[derive(Debug, Default)]
pub(crate) struct Outside {
    workers: Mutex<Option<Arc<Workers>>>,
    busy: Mutex<Busy>,
}

/// The invocations in flight.
#[derive(Debug, Default)]
struct Busy {
    /// By function, with whether it has a reservation.
    functions: BTreeMap<String, (u32, bool)>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Counters and a handle: nothing is left half written.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Outside {
    /// Returns the workers, starting their keeper the first time.
    fn workers(&self, shared: &Shared) -> io::Result<Arc<Workers>> {
        let mut workers = locked(&self.workers);
        if let Some(workers) = workers.as_ref() {
            return Ok(Arc::clone(workers));
        }
        let mut config = WorkersConfig::new(format!("http://{}", shared.address));
        config.dir.clone_from(&shared.config.dir);
        config.worker.clone_from(&shared.config.worker);
        let started = Arc::new(Workers::start(config)?);
        *workers = Some(Arc::clone(&started));
        Ok(started)
    }
}

/// Carries out what an operation asked of the outside, and completes its answer.
pub(crate) async fn carry_out(shared: &Arc<Shared>, effect: Effect) -> Result<Reply, Fault> {
    match effect {
        Effect::Invoke(invocation) => invoke::carry_out(shared, *invocation).await,
    }
}

/// Background work, from the server's start to its stop.
pub(crate) async fn background(shared: Arc<Shared>) {
    tokio::select! {
        () = shared.stopped() => {}
        () = provision::follow(&shared) => {}
        () = errands::follow(&shared) => {}
        () = errands::watch_the_clock(&shared) => {}
    }
}

/// Ends every worker process. Called once, when the server stops.
pub(crate) async fn shut_down(shared: &Arc<Shared>) {
    let workers = locked(&shared.outside.workers).take();
    if let Some(workers) = workers {
        workers.stop().await;
    }
}

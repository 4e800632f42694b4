//! Ctrl-C and SIGTERM during a run: the first stops starting, the second stops at once.
use crate::error::CliError;
use crate::exit::Exit;
use cutover_driver::stop::{self, Stop, Stopper};
use std::sync::{Arc, OnceLock};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::JoinHandle;

/// The task that listens while a run is on.
#[derive(Debug)]
pub(super) struct Signals {
    first: Arc<OnceLock<Exit>>,
    task: JoinHandle<()>,
}

impl Signals {
    /// Stops listening, and says which signal came.
    pub(super) fn end(self) -> Option<Exit> {
        self.task.abort();
        self.first.get().copied()
    }
}

/// Begins to listen.
pub(super) fn listen() -> Result<(Stop, Signals), CliError> {
    let on = |kind| {
        signal(kind)
            .map_err(|error| CliError::internal(format!("can't listen to signals: {error}")))
    };
    let (interrupt, terminate) = (on(SignalKind::interrupt())?, on(SignalKind::terminate())?);
    let (stopper, stop) = stop::channel();
    let first = Arc::new(OnceLock::new());
    let task = tokio::spawn(wait(interrupt, terminate, stopper, Arc::clone(&first)));
    Ok((stop, Signals { first, task }))
}

async fn wait(
    mut interrupt: Signal,
    mut terminate: Signal,
    stopper: Stopper,
    first: Arc<OnceLock<Exit>>,
) {
    loop {
        let exit = tokio::select! {
            _ = interrupt.recv() => Exit::Interrupted,
            _ = terminate.recv() => Exit::Terminated,
        };
        if first.set(exit).is_err() {
            // Every intent is recorded before its call, so stopping dead loses nothing.
            std::process::exit(i32::from(exit.code()));
        }
        stopper.stop();
    }
}

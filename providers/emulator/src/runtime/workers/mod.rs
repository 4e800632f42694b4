//! Runs function code: worker processes served by the Lambda Runtime API on loopback.
//!
//! One thread, the keeper, owns every worker process for as long as the server lives. It knows nothing of worlds,
//! aliases or limits: it is told what to run ([`Spec`]) and with what ([`Call`]), and answers what happened
//! ([`Outcome`]).

mod api;
mod code;
mod environment;
mod hold;
mod interpreter;
mod keeper;
mod lines;
mod pool;
mod report;
mod spec;
mod worker;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

pub(crate) use spec::{Call, LogFormat, Outcome, Spec};

/// How workers are started and kept.
#[derive(Clone, Debug)]
pub(crate) struct WorkersConfig {
    /// Where code is unpacked, `None` for a folder that goes with the server.
    pub(crate) dir: Option<PathBuf>,
    /// The command that supervises the program in the rest of its arguments; `None` runs programs directly, which is for
    /// tests: what they start may outlive a killed server.
    pub(crate) worker: Option<Vec<String>>,
    /// Where SDK calls in handlers go.
    pub(crate) endpoint: String,
    /// How long an idle worker is kept.
    pub(crate) idle: Duration,
    /// The number of processes that may start at once; further calls wait for an idle one.
    pub(crate) starting: usize,
    /// The number of idle workers kept over all functions.
    pub(crate) kept: usize,
    /// The number of provisioned workers really started for one version.
    pub(crate) provisioned: usize,
}

impl WorkersConfig {
    /// Returns the settings of a laptop: workers started directly, kept for five minutes.
    pub(crate) fn new(endpoint: String) -> WorkersConfig {
        WorkersConfig {
            dir: None,
            worker: None,
            endpoint,
            idle: Duration::from_mins(5),
            starting: 4,
            kept: 48,
            provisioned: 4,
        }
    }
}

/// What the keeper is told.
enum Message {
    Invoke { spec: Arc<Spec>, call: Call, reply: oneshot::Sender<Outcome> },
    Provision { spec: Arc<Spec>, streams: Vec<String>, reply: oneshot::Sender<Result<(), String>> },
    Forget { key: String },
    Stop,
}

/// The handle on the keeper thread; dropping it ends the workers.
pub(crate) struct Workers {
    messages: mpsc::UnboundedSender<Message>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl std::fmt::Debug for Workers {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Workers").finish_non_exhaustive()
    }
}

impl Workers {
    /// Starts the keeper thread.
    pub(crate) fn start(config: WorkersConfig) -> std::io::Result<Workers> {
        let (messages, inbox) = mpsc::unbounded_channel();
        let thread = std::thread::Builder::new()
            .name("function-workers".to_owned())
            .spawn(move || keeper::run(config, inbox))?;
        Ok(Workers { messages, thread: Mutex::new(Some(thread)) })
    }

    /// Runs one invocation and returns its outcome.
    pub(crate) async fn invoke(&self, spec: Arc<Spec>, call: Call) -> Outcome {
        let (reply, answer) = oneshot::channel();
        let id = call.request_id.clone();
        if self.messages.send(Message::Invoke { spec, call, reply }).is_err() {
            return Outcome::stopped(&id);
        }
        answer.await.unwrap_or_else(|_| Outcome::stopped(&id))
    }

    /// Keeps an initialised worker of one version ready for each log stream; the error is why they did not initialise.
    pub(crate) async fn provision(
        &self,
        spec: Arc<Spec>,
        streams: Vec<String>,
    ) -> Result<(), String> {
        let (reply, answer) = oneshot::channel();
        if self.messages.send(Message::Provision { spec, streams, reply }).is_err() {
            return Ok(());
        }
        answer.await.unwrap_or(Ok(()))
    }

    /// Ends the idle workers of a version (`name:version`), or of a function's every version (`name:`).
    pub(crate) fn forget(&self, key: &str) {
        // A keeper that is gone holds no workers.
        let _ = self.messages.send(Message::Forget { key: key.to_owned() });
    }

    /// Kills every worker and ends the keeper.
    pub(crate) async fn stop(&self) {
        let _ = self.messages.send(Message::Stop);
        let thread = self.thread.lock().ok().and_then(|mut thread| thread.take());
        if let Some(thread) = thread {
            // Joining waits for the processes to be gone.
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }
}

#[cfg(test)]
mod tests;

//! What the machine asks for and what it is told.
use cutover_schemas::ledger::Timestamp;
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::{Guard, Probe};
use cutover_schemas::value::Attrs;

/// The next thing to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Ask whether this version exists already: an earlier run may have published it.
    Find {
        /// The candidate's digest.
        digest: String,
    },
    /// One mutating call on the alias or one of its versions.
    Call {
        /// Which.
        operation: Operation,
        /// What it needs besides the alias's own attributes: `version`, `provisioned`, `digest`, `code`.
        with: Attrs,
        /// What it insists on.
        guard: Guard,
        /// Event to send along.
        body: Option<serde_json::Value>,
    },
    /// Wait until the probe is ready.
    Wait {
        /// What is looked at.
        probe: Probe,
        /// Seconds before giving up.
        budget: i64,
    },
    /// Do nothing until then.
    SleepUntil(Timestamp),
    /// Count the candidate's invocations through the alias from this moment on.
    Measure {
        /// The version.
        version: i64,
        /// From when.
        from: Timestamp,
    },
}

/// What became of a command.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Of `Find`.
    Found(Option<i64>),
    /// Of `Call`: attributes that came back.
    Called(Attrs),
    /// Of `Call`: it was refused for good.
    Refused(Refusal),
    /// Of `Wait`.
    Ready,
    /// Of `Wait`: it will never be ready, or not in time.
    NotReady(String),
    /// Of `SleepUntil`.
    Woke,
    /// Of `Measure`.
    Measured {
        /// Invocations that ended.
        invocations: i64,
        /// Those of them that failed.
        errors: i64,
    },
    /// Of `Measure`: no answer.
    NotMeasured(String),
}

/// A refusal that no retry will turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The service's code.
    pub code: String,
    /// Its words.
    pub message: String,
    /// Someone else changed the thing.
    pub conflict: bool,
}

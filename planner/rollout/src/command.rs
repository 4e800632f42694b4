//! What the machine asks for and what it is told.
use cutover_schemas::ledger::Timestamp;
use cutover_schemas::measure::{Measurement, Series};
use cutover_schemas::operations::Operation;
use cutover_schemas::plan::{Guard, Probe};
use cutover_schemas::value::Attrs;

/// Whose business a command is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// One member's, by its place in the plan.
    Member(usize),
    /// The whole rollout's.
    All,
}

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
    /// Count what both versions of every member did, and look at alarms.
    Measure {
        /// What to count, one for each member.
        wanted: Vec<Measurement>,
        /// Names of alarms.
        alarms: Vec<String>,
    },
}

/// What became of a command.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Of `Find`.
    Found(Option<i64>),
    /// Of `Call`.
    Called {
        /// Attributes that came back.
        attrs: Attrs,
        /// The thing's new revision.
        revision: Option<String>,
    },
    /// Of `Call`: it was refused for good.
    Refused(Refusal),
    /// Of `Wait`.
    Ready {
        /// Attributes that came to light.
        attrs: Attrs,
        /// The thing's revision.
        revision: Option<String>,
    },
    /// Of `Wait`: it will never be ready, or not in time.
    NotReady(String),
    /// Of `SleepUntil`.
    Woke,
    /// Of `Measure`.
    Measured {
        /// The counts, in the order asked for.
        series: Vec<Series>,
        /// The alarms that are red.
        red: Vec<String>,
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

//! Events: the one road from work to the screen, to logs and to JSON.
use crate::address::Address;
use crate::evidence::Evidence;
use crate::ledger::Timestamp;
use crate::operations::Operation;
use crate::plan::{StepId, Summary};
use crate::progress::{Held, Request};
use serde::{Deserialize, Serialize};

/// Something that happened, and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub what: Happening,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Happening {
    /// A run begins.
    Opened {
        /// Its number.
        epoch: u64,
        /// How many steps there are.
        steps: usize,
        /// The caller of a dead run whose work this one takes over.
        takes_over: Option<String>,
    },
    /// A step begins.
    Started {
        /// Which.
        step: StepId,
        /// On what.
        address: Address,
        /// The call; none for a wait.
        operation: Option<Operation>,
        /// The same in words.
        words: String,
    },
    /// A call was refused or its answer lost, and it is tried again.
    Retrying {
        /// Which.
        step: StepId,
        /// On what.
        address: Address,
        /// Why.
        why: String,
        /// Milliseconds until the next attempt.
        after_ms: i64,
    },
    /// A step ended well.
    Ended {
        /// Which.
        step: StepId,
        /// On what.
        address: Address,
        /// The call; none for a wait or a rollout.
        operation: Option<Operation>,
        /// The same in words.
        words: String,
        /// How long it took.
        elapsed_ms: i64,
    },
    /// A step failed for good.
    Failed {
        /// Which.
        step: StepId,
        /// On what.
        address: Address,
        /// The service's code, or ours.
        code: String,
        /// What it said.
        message: String,
        /// What to do about it.
        hint: Option<String>,
    },
    /// A step can't run as something before it failed.
    Skipped {
        /// Which.
        step: StepId,
        /// On what.
        address: Address,
        /// The address whose failure stops it.
        because: Address,
    },
    /// A rollout moved on.
    Rollout {
        /// Which step.
        step: StepId,
        /// The function.
        function: Address,
        /// Where it is now, in the machine's words.
        phase: String,
        /// Candidate's number, once published.
        candidate: Option<i64>,
        /// The version that served before.
        stable: Option<i64>,
        /// The candidate's share of traffic in ten-thousandths.
        share: i64,
        /// Why, where there is a reason to give.
        why: Option<String>,
        /// The group, where several functions move together.
        group: Option<String>,
        /// Why nothing moves until somebody decides.
        held: Option<Held>,
    },
    /// A rollout was looked at.
    Looked {
        /// Which step.
        step: StepId,
        /// The function; of a group the first.
        function: Address,
        /// The candidate's share of traffic in ten-thousandths.
        share: i64,
        /// When this share step ends, unless something holds it up.
        until: Option<Timestamp>,
        /// What was counted, and what that proves.
        evidence: Box<Evidence>,
    },
    /// A person asked something of a rollout, and what came of it.
    Asked {
        /// Which step.
        step: StepId,
        /// The function; of a group the first.
        function: Address,
        /// What.
        request: Request,
        /// ARN of who asked.
        by: String,
        /// Why it was not granted; nothing where it was.
        refused: Option<String>,
    },
    /// The run is over.
    Finished {
        /// How it ended: `complete`, `failed`, `aborted`, `interrupted`; or that it goes on: `in_progress`, `held`, `unhealthy`.
        result: String,
        /// What was planned.
        summary: Summary,
        /// Steps that ended well.
        done: usize,
        /// Steps that failed.
        failed: usize,
        /// Steps that were not run.
        skipped: usize,
        /// Number of the deployment's new state.
        revision: Option<u64>,
    },
}

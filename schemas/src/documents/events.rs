//! Events of `apply` and `destroy`: one document a line, the last one `finished`.
use super::DOCUMENT_FORMAT;
use super::plan::SummaryDocument;
use super::rollout::EvidenceDocument;
use super::time::rfc3339;
use crate::event::{Event, Happening};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something that happened, and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EventDocument {
    /// Format of this document.
    pub format: u32,
    /// When.
    pub at: String,
    /// What.
    #[serde(flatten)]
    pub what: HappeningDocument,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum HappeningDocument {
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
        step: u32,
        /// On what.
        address: String,
        /// The call; none for a wait.
        operation: Option<String>,
        /// The same in words.
        words: String,
    },
    /// A call is tried again.
    Retrying {
        /// Which step.
        step: u32,
        /// On what.
        address: String,
        /// Why.
        why: String,
        /// Milliseconds until the next attempt.
        after_ms: i64,
    },
    /// A step ended well.
    Ended {
        /// Which.
        step: u32,
        /// On what.
        address: String,
        /// The call; none for a wait.
        operation: Option<String>,
        /// What was done, in words.
        words: String,
        /// How long it took.
        elapsed_ms: i64,
    },
    /// A step failed for good.
    Failed {
        /// Which.
        step: u32,
        /// On what.
        address: String,
        /// The service's code, or cutover's.
        code: String,
        /// What it said.
        message: String,
        /// What to do about it.
        hint: Option<String>,
    },
    /// A step can't run as something before it failed.
    Skipped {
        /// Which.
        step: u32,
        /// On what.
        address: String,
        /// Whose failure stops it.
        because: String,
    },
    /// A rollout moved on.
    Rollout {
        /// Which step.
        step: u32,
        /// The function.
        function: String,
        /// Where it is now.
        phase: String,
        /// The version to promote.
        candidate: Option<i64>,
        /// The version that served before.
        stable: Option<i64>,
        /// The candidate's share of traffic in ten-thousandths.
        share: i64,
        /// Why, where there is a reason to give.
        why: Option<String>,
        /// The group, where several functions move together.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        group: Option<String>,
        /// Why nothing moves until somebody decides: `inconclusive`, `baseline-unhealthy`, `paused`, `approval`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        held: Option<String>,
    },
    /// A rollout was looked at.
    Looked {
        /// Which step.
        step: u32,
        /// The function; of a group the first.
        function: String,
        /// The candidate's share of traffic in ten-thousandths.
        share: i64,
        /// When this share step ends, unless something holds it up.
        until: Option<String>,
        /// What was counted, and what that proves.
        evidence: EvidenceDocument,
    },
    /// A person asked something of a rollout.
    Asked {
        /// Which step.
        step: u32,
        /// The function; of a group the first.
        function: String,
        /// What: `promote`, `pause`, `resume`, `abort`.
        request: String,
        /// ARN of who asked.
        by: String,
        /// Why it was not granted; `null` where it was.
        refused: Option<String>,
    },
    /// The run is over.
    Finished {
        /// How it ended: `complete`, `failed`, `aborted`, `interrupted`; or that it goes on: `in_progress`, `held`, `unhealthy`.
        result: String,
        /// What was planned.
        summary: SummaryDocument,
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

impl From<&Event> for EventDocument {
    fn from(event: &Event) -> Self {
        Self { format: DOCUMENT_FORMAT, at: rfc3339(event.at), what: event.what.clone().into() }
    }
}

impl From<Happening> for HappeningDocument {
    fn from(what: Happening) -> Self {
        let name = |operation: Option<crate::operations::Operation>| {
            operation.map(|o| o.name().to_owned())
        };
        match what {
            Happening::Opened { epoch, steps, takes_over } => {
                Self::Opened { epoch, steps, takes_over }
            }
            Happening::Started { step, address, operation, words } => {
                Self::Started { step, address: address.into(), operation: name(operation), words }
            }
            Happening::Retrying { step, address, why, after_ms } => {
                Self::Retrying { step, address: address.into(), why, after_ms }
            }
            Happening::Ended { step, address, operation, words, elapsed_ms } => Self::Ended {
                step,
                address: address.into(),
                operation: name(operation),
                words,
                elapsed_ms,
            },
            Happening::Failed { step, address, code, message, hint } => {
                Self::Failed { step, address: address.into(), code, message, hint }
            }
            Happening::Skipped { step, address, because } => {
                Self::Skipped { step, address: address.into(), because: because.into() }
            }
            Happening::Rollout {
                step,
                function,
                phase,
                candidate,
                stable,
                share,
                why,
                group,
                held,
            } => Self::Rollout {
                step,
                function: function.into(),
                phase,
                candidate,
                stable,
                share,
                why,
                group,
                held: held.map(|held| held.word().to_owned()),
            },
            Happening::Looked { step, function, share, until, evidence } => Self::Looked {
                step,
                function: function.into(),
                share,
                until: until.map(rfc3339),
                evidence: EvidenceDocument::from(evidence.as_ref()),
            },
            Happening::Asked { step, function, request, by, refused } => Self::Asked {
                step,
                function: function.into(),
                request: request.word().to_owned(),
                by,
                refused,
            },
            Happening::Finished { result, summary, done, failed, skipped, revision } => {
                Self::Finished { result, summary: summary.into(), done, failed, skipped, revision }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Timestamp;
    use serde_json::json;

    #[test]
    fn an_event_is_one_flat_object() {
        let event = Event {
            at: Timestamp(0),
            what: Happening::Started {
                step: 3,
                address: crate::address::Address::parse("queue.jobs").unwrap(),
                operation: Some(crate::operations::Operation::CreateQueue),
                words: "create queue".into(),
            },
        };
        assert_eq!(
            serde_json::to_value(EventDocument::from(&event)).unwrap(),
            json!({"format": 1, "at": "1970-01-01T00:00:00Z", "event": "started", "step": 3,
                "address": "queue.jobs", "operation": "CreateQueue", "words": "create queue"})
        );
    }
}

//! What the judge of a canary knows at one look: counts, evidence and bound, as plain data for records, events and documents.
//!
//! Nothing here decides: the verdict is the judge's. Rates and bounds are plain numbers (`0.01` is 1 %), since they come
//! out of statistics and not out of a spec.
use crate::ledger::Timestamp;
use crate::measure::{Arm, Count};
use serde::{Deserialize, Serialize};

/// What is known of a rollout at one look; all of it is worked out anew from the whole history at every look.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// How much more likely the counts are under "the candidate is worse" than under "it is not", mixed over sizes of
    /// harm, steps, signals and functions. No more than 10^12 is written.
    pub e: f64,
    /// At this `e` the rollout is aborted: the number of rollouts in the apply, divided by `alpha`.
    pub threshold: f64,
    /// The candidate fails at most so much more often than the stable version, as a share of invocations: the largest
    /// upper bound of any function. Nothing where there is nothing to compare with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upper: Option<f64>,
    /// A promotion needs an `upper` no larger than this.
    pub margin: f64,
    /// The candidate's invocations and failures in all counted periods, over all functions.
    pub candidate: Arm,
    /// The stable version's.
    pub stable: Arm,
    /// Periods that ended by then are counted.
    pub counted_until: Timestamp,
    /// The same by function, in the order of the group's members.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub functions: Vec<FunctionEvidence>,
}

/// What is known of one function of a rollout.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FunctionEvidence {
    /// Its own evidence: the weighted mean of its signals'. No more than 10^12 is written.
    pub e: f64,
    /// Its own upper bound on the difference of failure shares.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upper: Option<f64>,
    /// The candidate's invocations and failures.
    pub candidate: Arm,
    /// The stable version's.
    pub stable: Arm,
    /// The same by signal, in the order in which they are measured.
    pub signals: Vec<SignalEvidence>,
}

/// What is known of one signal of one function.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignalEvidence {
    /// What is counted.
    pub count: Count,
    /// Its part of the function's evidence; the weights of a function add to 1. Zero for what is measured for a limit only.
    pub weight: f64,
    /// Its own evidence. No more than 10^12 is written.
    pub e: f64,
    /// The candidate's invocations, and those that were bad in this signal's sense.
    pub candidate: Arm,
    /// The stable version's.
    pub stable: Arm,
}

//! `rollout simulate`: what became of many rollouts under a model of traffic and failures.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `rollout simulate`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SimulationDocument {
    /// Format of this document.
    pub format: u32,
    /// Rollouts that were simulated.
    pub runs: u64,
    /// Those that ended on the candidate.
    pub promoted: u64,
    /// Those that went back to the stable version.
    pub aborted: u64,
    /// Those that ended undecided, or with a stable version in trouble.
    pub held: u64,
    /// Where both versions are the same: at most this is the chance of an abort, 99 % sure. A share from 0 to 1; nothing
    /// where the candidate is worse.
    pub false_abort_bound: Option<f64>,
    /// Exact binomial bounds on the chance of each end, 99 % sure.
    pub bounds: SimulationBoundsDocument,
    /// Seconds from the first shift until half of the aborts had come; nothing without aborts.
    pub median_seconds_to_verdict: Option<i64>,
    /// Seconds from the first shift until nine of ten aborts had come; nothing without aborts.
    pub p90_seconds_to_verdict: Option<i64>,
}

/// Bounds on the chance of each end: the lower one and the upper one, shares from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SimulationBoundsDocument {
    /// Of a promotion.
    pub promoted: [f64; 2],
    /// Of an abort.
    pub aborted: [f64; 2],
    /// Of neither.
    pub held: [f64; 2],
}

//! What a canary can and can't find out, as its own judge tells before it runs.
use serde::{Deserialize, Serialize};

/// What a canary will find out: shares of many simulated rollouts of the very strategy and judge.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Detects {
    /// Requests a second that were reckoned with.
    pub requests_per_second: f64,
    /// Share of requests that fail without any change, as reckoned with.
    pub error_rate: f64,
    /// The smallest share of failing requests that is found with a chance of 80 %; nothing where not even a total
    /// failure is.
    pub smallest_error_rate: Option<f64>,
    /// Seconds, in the middle, until a doubled share of failures is found; nothing where it is rarely found.
    pub seconds_to_find_doubling: Option<f64>,
    /// Chance that a version no different is promoted.
    pub promotes_identical: f64,
    /// Chance that a version no different ends undecided.
    pub inconclusive: f64,
}

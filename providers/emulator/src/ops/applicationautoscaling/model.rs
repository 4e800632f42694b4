//! The rows of the service's state.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::names::Named;
use crate::ops::service::TagMap;

/// A scalable target.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Target {
    pub(crate) named: Named,
    /// The last part of its ARN: new with each registration.
    pub(crate) id: String,
    pub(crate) min: u32,
    pub(crate) max: u32,
    pub(crate) role: String,
    pub(crate) created_ms: u64,
    pub(crate) suspended: Suspended,
    pub(crate) tags: TagMap,
    /// When it, or something on it, was last written by a call.
    pub(crate) written_ms: u64,
    /// Whether its next minute is arranged.
    pub(crate) ticking: bool,
    /// When policies last changed its size.
    pub(crate) last_out: Option<Step>,
    pub(crate) last_in: Option<Step>,
    /// Whether it was told that the bounds hold back its policies, since it last could move.
    pub(crate) held: bool,
}

/// A change of size by policies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Step {
    pub(crate) at_ms: u64,
    pub(crate) size: u32,
}

/// What is suspended.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct Suspended {
    pub(crate) dynamic_in: bool,
    pub(crate) dynamic_out: bool,
    pub(crate) scheduled: bool,
}

/// A scaling policy.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Policy {
    pub(crate) named: Named,
    pub(crate) name: String,
    pub(crate) arn: String,
    /// `TargetTrackingScaling`, `StepScaling`, `PredictiveScaling`.
    pub(crate) kind: String,
    /// The member of the configuration, as given.
    pub(crate) configuration: Value,
    /// The names of the alarms that the service owns for it: high, then low.
    pub(crate) alarms: Vec<String>,
    pub(crate) created_ms: u64,
}

/// A scheduled action.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Action {
    pub(crate) named: Named,
    pub(crate) name: String,
    pub(crate) arn: String,
    pub(crate) schedule: String,
    pub(crate) zone: Option<String>,
    pub(crate) start_ms: Option<u64>,
    pub(crate) end_ms: Option<u64>,
    pub(crate) min: Option<u32>,
    pub(crate) max: Option<u32>,
    pub(crate) created_ms: u64,
    /// Counts the writes, so that an occasion of an older schedule is dropped.
    pub(crate) change: u64,
}

/// Something that was done, or tried, or held back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Activity {
    pub(crate) id: String,
    pub(crate) named: Named,
    pub(crate) description: String,
    pub(crate) cause: String,
    pub(crate) start_ms: u64,
    pub(crate) end_ms: Option<u64>,
    pub(crate) status: Outcome,
    pub(crate) message: Option<String>,
    /// The size it brings about, if it changes one.
    pub(crate) size: Option<u32>,
    /// Why nothing was done: `AlreadyAtMaxCapacity` and the bound.
    pub(crate) held: Option<Held>,
}

/// A bound that held a policy back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Held {
    AtMax(u32),
    AtMin(u32),
}

/// Where an activity stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Outcome {
    InProgress,
    Successful,
    Overridden,
    Failed,
}

impl Outcome {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Outcome::InProgress => "InProgress",
            Outcome::Successful => "Successful",
            Outcome::Overridden => "Overridden",
            Outcome::Failed => "Failed",
        }
    }
}

/// Milliseconds as epoch seconds, the form of timestamps in answers.
#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds since 1970 fit a double for 200,000 years"
)]
pub(crate) fn seconds(ms: u64) -> f64 {
    ms as f64 / 1000.0
}

//! What is counted of a version's traffic, and the counts.
//!
//! Counts come by metric period and by version ("arm"): the judge compares the two arms of one period with each other
//! and nothing else.
use crate::ledger::Timestamp;
use crate::rollout::Source;
use serde::{Deserialize, Serialize};

/// What to count: the invocations of one or two versions through an alias.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measurement {
    /// The function's physical name.
    pub function: String,
    /// The alias's name.
    pub alias: String,
    /// The version to promote.
    pub candidate: i64,
    /// The version that it is compared with; nothing once all traffic has moved.
    pub stable: Option<i64>,
    /// The function's log group.
    pub log_group: String,
    /// From this moment on: points of periods that end after it.
    pub from: Timestamp,
    /// What makes an invocation bad, one signal each.
    pub signals: Vec<Count>,
}

/// What makes an invocation bad.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// It failed: threw, or ran out of time.
    Errors,
    /// It took longer than so many microseconds.
    Slower(i64),
    /// The spec's own signal.
    Own(Source),
}

/// The counts of one measurement.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// Length of a period in milliseconds: a minute at AWS, a second on a local cloud.
    pub period: i64,
    /// Points of each signal, in the measurement's order; each oldest first.
    pub signals: Vec<Vec<Point>>,
}

/// Counts of one period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// When the period begins.
    pub at: Timestamp,
    /// Of the candidate; nothing where the service has no point.
    pub candidate: Option<Arm>,
    /// Of the stable version; nothing where the service has no point.
    pub stable: Option<Arm>,
}

/// One version's counts in one period. Interpolated statistics make them fractional.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Arm {
    /// Invocations.
    pub total: f64,
    /// Those of them that were bad.
    pub bad: f64,
}

/// What a function did before a rollout, by its alias.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    /// Seconds that the metrics cover: a day, or less where they began later.
    pub seconds: i64,
    /// Invocations in that time.
    pub invocations: i64,
    /// Those of them that failed.
    pub errors: i64,
    /// The slowest hundredth took longer than so many microseconds; nothing where there was too little to say.
    pub p99: Option<i64>,
}

/// Whose baseline is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaselineOf {
    /// The function's physical name.
    pub function: String,
    /// The alias's name.
    pub alias: String,
}

/// The state of a CloudWatch alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlarmState {
    /// Quiet.
    Ok,
    /// Red.
    Alarm,
    /// Nothing to say yet, or no such alarm.
    Insufficient,
}

//! What is counted of a version's traffic, and the counts.
//!
//! Counts come by metric period and by version ("arm"): the judge compares the two arms of one period with each other
//! and nothing else. An invocation belongs to the period in which it began, and is counted when it ends: points of the
//! last periods are still to come or to grow.
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
    /// From this moment on: points of periods that end after it. The first may hold what happened before it.
    pub from: Timestamp,
    /// What makes an invocation bad, one signal each.
    pub signals: Vec<Count>,
}

/// What makes an invocation bad.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// It failed: threw, or ran out of time. Sums of Lambda's `Invocations` and `Errors`.
    Errors,
    /// It took longer than so many microseconds. Of Lambda's `Duration` the sample count, less the trimmed count
    /// `TC(:threshold)` (<https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html>),
    /// which is interpolated: the difference is clamped and rounded to whole invocations.
    Slower(i64),
    /// The spec's own signal, of which each match or unit is bad. Lines of logs, and a metric without one for all, are
    /// counted against Lambda's `Invocations`. They carry the time at which they were told, so that of a long
    /// invocation they may fall into a later period than its beginning: a period can have more bad than all. A metric
    /// of the function's own has the version's number as its only dimension.
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

/// Counts of one period in which at least one version has a point.
///
/// CloudWatch has no point of a version that was not invoked in a period, and none either while it is late: which of
/// the two it is matters, because a period whose stable point is late must wait for it, and one whose stable version
/// had nothing to do must not wait for ever. What the alias as a whole counts, asked in the same call, tells them
/// apart: where it counts no more than the candidate does, the stable version was not invoked, and its arm is there
/// with zeros. An arm that is nothing is therefore late (or, of the candidate, late or not invoked).
///
/// A count that the service calls incomplete is never made a point of: the whole question fails then. Where a pattern
/// finds more lines than are read, the periods after the last of them have no points at all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// When the period begins.
    pub at: Timestamp,
    /// Of the candidate; nothing where the service has no point.
    pub candidate: Option<Arm>,
    /// Of the stable version; nothing where the service has no point yet, or where there is no stable version.
    pub stable: Option<Arm>,
}

/// One version's counts in one period. A metric of the function's own may make them fractional.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Arm {
    /// Invocations.
    pub total: f64,
    /// Those of them that were bad.
    pub bad: f64,
}

/// What a function did before a rollout, by its alias: on the last day, and on a local cloud in all its time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    /// Seconds that the metrics cover: a day, or less where they began later.
    pub seconds: i64,
    /// Invocations in that time.
    pub invocations: i64,
    /// Those of them that failed.
    pub errors: i64,
    /// The slowest hundredth took longer than so many microseconds; nothing below a hundred invocations. It is that of
    /// the calendar day (UTC) with more invocations of the two that the last day touches.
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
